package io.github.dbguard.demo;

/** The sample shop: some 100,000 rows, the same ones every time. */
final class Shop {

    private Shop() {}

    /** What the application's migrations make. */
    static final String SCHEMA = """
            CREATE TABLE customers (
                id int PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE, joined date NOT NULL);
            CREATE TABLE products (
                id int PRIMARY KEY, sku text NOT NULL UNIQUE, title text NOT NULL, cents int NOT NULL);
            CREATE TABLE orders (
                id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, placed timestamptz NOT NULL);
            CREATE TABLE order_lines (
                order_id int REFERENCES orders, line int, product_id int NOT NULL REFERENCES products,
                quantity int NOT NULL, PRIMARY KEY (order_id, line));
            CREATE TABLE payments (
                id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, cents int NOT NULL, method text NOT NULL)""";

    /** What customers have made of it since. */
    static final String DATA = """
            INSERT INTO customers SELECT i, 'Customer ' || i, 'customer' || i || '@example.com',
                date '2024-01-01' + i %% 600 FROM generate_series(1, 8000) i;
            INSERT INTO products SELECT i, 'SKU-' || i, 'Product ' || i, 100 + i * 37 %% 9900
                FROM generate_series(1, 2000) i;
            INSERT INTO orders SELECT i, 1 + i * 7919 %% 8000,
                timestamptz '2025-01-01 00:00Z' + i * interval '17 minutes' FROM generate_series(1, 24000) i;
            INSERT INTO order_lines SELECT i, l, 1 + (i * 31 + l * 17) %% 2000, 1 + (i + l) %% 4
                FROM generate_series(1, 24000) i, generate_series(1, 1 + i %% 3) l;
            INSERT INTO payments SELECT i, i, 500 + i * 13 %% 20000, CASE i %% 3 WHEN 0 THEN 'card' ELSE 'transfer' END
                FROM generate_series(1, 20000) i;
            ANALYZE""".replace("%%", "%");

    /** What a new installation starts with. */
    static final String SEED = """
            INSERT INTO products SELECT i, 'SKU-' || i, 'Product ' || i, 100 FROM generate_series(1, 20) i;
            INSERT INTO customers VALUES (1, 'Admin', 'admin@example.com', '2026-01-01')""";
}
