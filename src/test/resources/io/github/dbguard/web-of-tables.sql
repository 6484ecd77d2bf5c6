-- A shop as applications make them: schemas, foreign keys, partitions, uuid and composite keys, sequences, views.
-- Some 3,000 rows; every value is the same each time, but for now().

CREATE SCHEMA sales;
CREATE SCHEMA "Audit Log";

CREATE TYPE sales.state AS ENUM ('new', 'paid', 'shipped');

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    profile jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO users (email, profile)
SELECT 'user' || n || '@example.org', jsonb_build_object('n', n) FROM generate_series(1, 500) n;

CREATE TABLE categories (
    id serial PRIMARY KEY,
    parent_id int REFERENCES categories,
    name text NOT NULL
);
INSERT INTO categories (parent_id, name) SELECT nullif(n / 3, 0), 'category ' || n FROM generate_series(1, 30) n;

CREATE TABLE products (
    sku text PRIMARY KEY,
    category_id int NOT NULL REFERENCES categories,
    price numeric(12, 2) NOT NULL CHECK (price > 0),
    picture bytea
);
INSERT INTO products
SELECT 'SKU-' || n, 1 + n % 30, n + 0.99, decode(md5(n::text), 'hex') FROM generate_series(1, 200) n;

CREATE TABLE sales.orders (
    id uuid PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES public.users,
    state sales.state NOT NULL DEFAULT 'new',
    note text
);
INSERT INTO sales.orders (id, user_id, state)
SELECT md5(n::text)::uuid, 1 + n % 500, (ARRAY['new', 'paid', 'shipped'])[1 + n % 3]::sales.state
FROM generate_series(1, 600) n;

CREATE TABLE sales.order_items (
    order_id uuid NOT NULL REFERENCES sales.orders,
    line_no smallint NOT NULL,
    sku text NOT NULL REFERENCES public.products,
    quantity int NOT NULL,
    PRIMARY KEY (order_id, line_no)
);
INSERT INTO sales.order_items
SELECT md5(n::text)::uuid, line, 'SKU-' || (1 + (n + line) % 200), line
FROM generate_series(1, 600) n, generate_series(1, 2) line;

CREATE SEQUENCE sales.payment_number START 1000;
CREATE TABLE sales.payments (
    number bigint NOT NULL DEFAULT nextval('sales.payment_number'),
    paid_on date NOT NULL,
    order_id uuid NOT NULL,
    amount numeric(12, 2) NOT NULL,
    PRIMARY KEY (number, paid_on)
) PARTITION BY RANGE (paid_on);
CREATE TABLE sales.payments_2025 PARTITION OF sales.payments FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE sales.payments_2026 PARTITION OF sales.payments FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE sales.payments_later PARTITION OF sales.payments DEFAULT;
INSERT INTO sales.payments (paid_on, order_id, amount)
SELECT date '2025-06-01' + n, md5(n::text)::uuid, n FROM generate_series(1, 400) n;

-- Without any key, and with a type that has no equality.
CREATE TABLE "Audit Log"."Event" (at timestamptz NOT NULL DEFAULT now(), what json NOT NULL);
INSERT INTO "Audit Log"."Event" (what) SELECT json_build_object('n', n) FROM generate_series(1, 100) n;

CREATE TABLE settings (key text PRIMARY KEY, value text);

CREATE VIEW sales.revenue AS
SELECT o.user_id, sum(i.quantity * p.price) AS total
FROM sales.orders o JOIN sales.order_items i ON i.order_id = o.id JOIN public.products p USING (sku)
GROUP BY o.user_id;
CREATE MATERIALIZED VIEW sales.best AS SELECT * FROM sales.revenue ORDER BY total DESC LIMIT 10;

CREATE FUNCTION sales.refuse_negative() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF NEW.quantity < 0 THEN RAISE 'negative'; END IF; RETURN NEW; END $$;
CREATE TRIGGER no_negative BEFORE INSERT OR UPDATE ON sales.order_items
    FOR EACH ROW EXECUTE FUNCTION sales.refuse_negative();
