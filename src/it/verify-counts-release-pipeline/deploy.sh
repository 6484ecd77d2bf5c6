# First deploy: one payment goes, which a policy allows, and a setting comes. Second deploy: half of the users can not log in any more.
set -e
cd "$(dirname "$0")"
sql="INSERT INTO settings VALUES ('theme', 'dark'); DELETE FROM sales.payments WHERE number = 1000"
if [ "$1" = bad ]; then sql="UPDATE users SET profile = '{\"locked\": true}' WHERE id % 2 = 0"; fi
docker exec "$(cat container)" psql -U shop -d shop -v ON_ERROR_STOP=1 -c "$sql"
