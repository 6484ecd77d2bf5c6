# A deploy that loses one row.
set -e
cd "$(dirname "$0")"
docker exec "$(cat container)" psql -U shop -d shop -v ON_ERROR_STOP=1 -c \
  'DELETE FROM sales.order_items WHERE (order_id, line_no) = (SELECT order_id, line_no FROM sales.order_items LIMIT 1)'
