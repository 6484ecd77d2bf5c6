# A deploy that adds a column and rows.
set -e
cd "$(dirname "$0")"
docker exec -i "$(cat container)" psql -U shop -d shop -v ON_ERROR_STOP=1 <<'SQL'
ALTER TABLE users ADD COLUMN phone text;
INSERT INTO users (email) SELECT 'new' || n || '@example.org' FROM generate_series(1, 7) n;
SQL
