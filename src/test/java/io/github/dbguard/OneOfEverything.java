package io.github.dbguard;

/** A database with one of everything that makes a dump hard to read: names, bodies, comments, data, large objects. */
public final class OneOfEverything {

    /** A quoted name with what ends a quote, a comment, a line and a statement; it has rows. */
    public static final String ODD_TABLE = "\"odd; -- \\! \"\"name'$$\n\\connect x\"";

    private OneOfEverything() {}

    /** Makes the database, and a role {@code keeper} that owns some of it. */
    public static void in(TestPostgres server, String database, int major) {
        server.psql("CREATE ROLE keeper");
        server.psql("CREATE ROLE reader");
        server.psql("CREATE DATABASE " + database);
        server.psql(database, """
                CREATE EXTENSION pg_trgm;
                CREATE TABLE odd (id serial PRIMARY KEY, text text DEFAULT 'C:\\', flag bit(3));
                INSERT INTO odd (text, flag) SELECT v, B'101' FROM unnest(ARRAY[
                  E'\\\\.', E'\\n\\\\.\\n', E'a\\tb\\\\', E'\\r', E'\\\\! x', NULL, '', E'it''s "; $$', E'-- x', '/*', 'ä']) v;
                CREATE TABLE empty ();
                CREATE TABLE columnless ();
                INSERT INTO columnless DEFAULT VALUES;
                CREATE TABLE %1$s (a int, "b;c" text);
                INSERT INTO %1$s SELECT g, repeat(E'\\\\.\\n', g) FROM generate_series(1, 50) g;
                COMMENT ON TABLE %1$s IS E'it''s; \\n\\\\! x\\n\\\\.\\n -- /* $$';
                COMMENT ON COLUMN odd.text IS '\\';
                ALTER TABLE odd OWNER TO keeper;
                GRANT SELECT ON odd TO reader, PUBLIC;
                CREATE VIEW seen AS SELECT id, E'\\\\;''' AS odd, CASE WHEN id = 1 THEN 'begin;' END FROM odd;
                CREATE FUNCTION bodied() RETURNS int LANGUAGE plpgsql AS $f$
                BEGIN
                  EXECUTE $q$ SELECT ';', E'\\'', '\\' $q$; -- '
                  RETURN 1; /* $$ */
                END $f$;
                CREATE FUNCTION odd_words(text) RETURNS text LANGUAGE sql AS 'SELECT $1 || $$;$$';
                CREATE FUNCTION dollars() RETURNS text LANGUAGE sql AS 'SELECT ''$_$; $$ \\''';
                CREATE TRIGGER odd_trigger BEFORE UPDATE ON odd FOR EACH ROW
                  WHEN (OLD.text <> E'\\\\;') EXECUTE FUNCTION suppress_redundant_updates_trigger();
                SELECT lo_from_bytea(0, '\\x5c2e0a275c21'::bytea);
                """.formatted(ODD_TABLE));
        if (major >= 14) {
            server.psql(
                    database,
                    "CREATE FUNCTION atomic_body(int) RETURNS SETOF int BEGIN ATOMIC SELECT CASE WHEN $1 = 1 THEN 2 END;"
                            + " SELECT id FROM odd WHERE text = '\\;'; END");
        }
    }
}
