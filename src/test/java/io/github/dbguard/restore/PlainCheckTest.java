package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainCheckTest {

    private static final String HEAD = "--\n-- PostgreSQL database dump\n--\n\n\\restrict aB1\n\n"
            + "-- Dumped from database version 17.5 (Debian 17.5-1.pgdg120+1)\n-- Dumped by pg_dump version 18.0\n\n"
            + "SET transaction_timeout = 0;\nSET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n"
            + "SELECT pg_catalog.set_config('search_path', '', false);\n";
    private static final String TAIL = "--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict aB1\n\n";

    @TempDir
    Path folder;

    @Test
    void aDumpIsReadWholeAndWhatItNeedsIsTold() throws Exception {
        PlainScript script = check("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA public;\n"
                + "CREATE EXTENSION postgis;\nCREATE SCHEMA s AUTHORIZATION \"The Owner\";\n"
                + "CREATE TABLE public.t (a int DEFAULT 'OWNER TO nobody');\nALTER TABLE public.t OWNER TO Keeper;\n"
                + "COPY public.t (a) FROM stdin;\n1\n2\n\\.\nCOPY public.t (a) FROM stdin;\n3\n\\.\n"
                + "COPY s.\"odd.t\" FROM stdin;\n\\.\nSET search_path = old, pg_catalog;\nCOPY t FROM stdin;\n1\n\\.\n"
                + "COPY c FROM stdin WITH (FORMAT csv);\n\"1\n2\"\n\\.\n"
                + "GRANT SELECT ON TABLE public.t TO reader, PUBLIC, \"odd, role\" WITH GRANT OPTION;\n"
                + "REVOKE GRANT OPTION FOR SELECT ON public.t FROM writer;\n"
                + "SET SESSION AUTHORIZATION 'actor';\nSET SESSION AUTHORIZATION DEFAULT;\nRESET SESSION AUTHORIZATION;\n"
                + "ALTER DEFAULT PRIVILEGES FOR ROLE giver IN SCHEMA s GRANT SELECT ON TABLES TO taker;\n"
                + "CREATE POLICY p ON public.t FOR SELECT TO looker USING ((a TO 1));\n"
                + "CREATE USER MAPPING FOR mapped SERVER s OPTIONS (\"user\" 'x');\n");
        assertThat(script.rows())
                .isEqualTo(Map.of(
                        new TableName("public", "t"), 3L,
                        new TableName("s", "odd.t"), 0L,
                        new TableName("old", "t"), 1L));
        assertThat(script.roles())
                .containsExactlyInAnyOrder(
                        "The Owner",
                        "keeper",
                        "reader",
                        "odd, role",
                        "writer",
                        "actor",
                        "giver",
                        "taker",
                        "looker",
                        "mapped");
        assertThat(script.extensions()).containsExactly("postgis", "uuid-ossp");
        assertThat(script.serverVersion()).contains("17.5 (Debian 17.5-1.pgdg120+1)");
        assertThat(script.dumpVersion()).contains("18.0");
        assertThat(script.transactionTimeout()).isTrue();
        assertThat(script.database()).isEmpty();
        assertThat(script.leftOut()).isEmpty();
        assertThat(script.failingDrop()).isEmpty();
        assertThat(script.bytes()).isEqualTo(Files.size(script.backup().path()));
        try (InputStream in = script.open(16)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text)
                    .doesNotContain("transaction_timeout")
                    .doesNotContain("restrict aB1")
                    .contains("\n3\n\\.\n");
        }
        try (InputStream in = script.open(17)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("transaction_timeout");
        }
    }

    @Test
    void whatNamesTheOneDatabaseIsLeftOut() throws Exception {
        PlainScript script = check("DROP DATABASE IF EXISTS \"my app\";\n"
                + "CREATE DATABASE \"my app\" WITH TEMPLATE = template0 ENCODING = 'UTF8';\n"
                + "ALTER DATABASE \"my app\" OWNER TO keeper;\n\\unrestrict aB1\n\\encoding SQL_ASCII\n"
                + "\\connect -reuse-previous=on \"dbname='my app'\"\n\\restrict aB1\n"
                + "COMMENT ON DATABASE \"my app\" IS 'a\nb';\nGRANT CONNECT ON DATABASE \"my app\" TO reader;\n"
                + "REVOKE ALL ON DATABASE \"my app\" FROM PUBLIC;\nCREATE TABLE public.t ();\n");
        assertThat(script.database()).contains("my app");
        assertThat(script.leftOut()).hasSize(7).last().asString().contains("REVOKE");
        try (InputStream in = script.open(18)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("DATABASE \"my")
                    .doesNotContain("\\")
                    .contains("CREATE TABLE public.t ();");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\! rm -rf / | command \\!",
                "SELECT 1; \\! x | command \\!",
                "SELECT 1 \\g | command \\g",
                "SELECT 1\\; SELECT 2; | command \\;",
                "\\copy t from program 'x' | command \\copy",
                "\\i /etc/passwd | command \\i",
                "\\connect `touch /tmp/x` | command \\connect",
                "\\connect a \\! x | command \\connect",
                "\\restrict a \\! x | command \\restrict",
                "\\encoding SJIS | command \\encoding",
                "\\. | command \\.",
                "COPY t FROM PROGRAM 'rm'; | COPY, which runs a program",
                "COPY (SELECT 1) TO PROGRAM 'rm'; | COPY, which runs a program",
                "COPY t FROM '/etc/passwd'; | COPY, which reads or writes a file",
                "copy t (a, \"from\") to E'/x'; | COPY, which reads or writes a file",
                "ALTER SYSTEM SET x = 1; | ALTER SYSTEM, which changes the configuration",
                "DROP ROLE app; | DROP ROLE, which changes roles",
                "CREATE USER app PASSWORD 'secret'; | CREATE USER, which changes roles",
                "GRANT admin TO app; | GRANT, which changes roles",
                "REASSIGN OWNED BY a TO b; | REASSIGN OWNED, which changes roles",
                "DROP OWNED BY a; | DROP OWNED, which takes rights away",
                "COMMENT ON ROLE a IS 'x'; | COMMENT, which changes roles",
                "CREATE TABLESPACE x LOCATION '/x'; | CREATE TABLESPACE, which",
                "GRANT CREATE ON TABLESPACE x TO a; | rights that belong to the whole server",
                "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p; | CREATE SUBSCRIPTION, which connects",
                "UPDATE pg_catalog.pg_database SET datallowconn = false; | writes to pg_database",
                "INSERT INTO pg_authid VALUES (1); | writes to pg_authid",
                "SET standard_conforming_strings = off; | standard_conforming_strings",
                "SELECT set_config('standard_conforming_strings', 'off', false); | standard_conforming_strings",
                "SET client_encoding = 'SJIS'; | pg_dump -E UTF8",
                "SELECT 1a$x$ \\! y $x$; | versions of psql",
                "DROP DATABASE a; DROP DATABASE b; | names two databases",
                "CREATE DATABASE a; \\connect b | names two databases",
                "ALTER DATABASE a SET x = 1; GRANT CONNECT ON DATABASE b TO c; | names two databases",
            })
    void whatReachesOutIsRefusedWithItsLine(String statement, String why) {

        assertThatThrownBy(() -> check("CREATE TABLE a ();\n" + statement + "\n"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(why)
                .hasMessageContaining("Nothing was changed")
                .hasMessageNotContaining("secret");
        if (!why.contains("two databases")) {
            assertThatThrownBy(() -> check("CREATE TABLE a ();\n" + statement + "\n"))
                    .hasMessageContaining("(line 15)");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMENT ON TABLE t IS 'DROP DATABASE a; \\! x';",
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN COPY t FROM PROGRAM 'x'; END $$;",
                "COPY t FROM stdin;\n\\! x\nDROP ROLE a;\n\\.",
                "INSERT INTO t VALUES ('pg_authid', 'DROP ROLE x', '\\! x');",
                "CREATE TABLE role (\"user\" text, program text);",
                "COPY t (program, role) TO stdout;",
                "CREATE USER MAPPING FOR a SERVER s;",
                "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = false, slot_name = 's');",
                "ALTER SUBSCRIPTION s OWNER TO a;",
                "GRANT SELECT(a), UPDATE(b) ON TABLE t TO a;",
                "SET ROLE keeper;",
                "SELECT pg_catalog.lo_create('1');",
                ";",
                "-- DROP DATABASE a;"
            })
    void whatOnlyLooksLikeThatPasses(String statement) throws Exception {
        assertThat(check(statement + "\n").leftOut()).isEmpty();
    }

    @Test
    void aClusterIsRefusedWithTheWayToTakeOneDatabaseOutOfIt() {
        assertThatThrownBy(() -> checkText("--\n-- PostgreSQL database cluster dump\n--\n\nCREATE ROLE a;\n"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("pg_dumpall")
                .hasMessageContaining("sed -n");
        assertThatThrownBy(() -> check("\\connect a\nCREATE TABLE t ();\n\\connect b\n"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("names two databases, a and b")
                .hasMessageContaining("sed -n");
    }

    @Test
    void aDumpThatWasCutAnywhereIsRefused() throws Exception {
        String whole = HEAD + "CREATE TABLE public.t (a text);\nCOPY public.t (a) FROM stdin;\n1\n2\n\\.\n"
                + "COMMENT ON TABLE public.t IS 'x';\n" + TAIL;
        int closing =
                whole.indexOf("-- PostgreSQL database dump complete") + "-- PostgreSQL database dump complete".length();
        for (int length = 1; length < closing; length += 7) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> checkText(cut))
                    .as("cut to %d", length)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("Nothing was changed");
        }
        checkText(whole.substring(0, closing));
        assertThatThrownBy(() -> checkText(whole + HEAD + "CREATE TABLE u ();\n"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("closing comment");
        checkText(whole + "ANALYZE;\n" + whole);
        checkText(whole.replace("\n", "\r\n"));
        checkText("\ufeff" + whole);
    }

    @Test
    void aDropThatAFreshDatabaseCannotCarryOutIsTold() throws Exception {
        String clean =
                "ALTER TABLE ONLY public.t DROP CONSTRAINT t_pkey;\nDROP TABLE public.t;\nCREATE TABLE public.t ();\n";
        assertThat(check(clean).failingDrop()).contains(14L);
        assertThat(check(clean.replace("DROP ", "DROP IF EXISTS ")).failingDrop())
                .isEmpty();
        assertThat(check("CREATE TABLE t ();\nDROP TABLE t;\n").failingDrop()).isEmpty();
    }

    @Test
    void aStatementThatCouldNotBeLeftOutIsRefused() {
        assertThatThrownBy(() -> check("DROP /*" + "x".repeat(20_000) + "*/ DATABASE app;\n"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("too long to be left out");
        assertThatThrownBy(() -> check("COPY t (" + "a,".repeat(200_000) + "a) FROM PROGRAM 'x';\n"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("too long to be looked at");
    }

    private PlainScript check(String content) throws IOException {
        return checkText(HEAD + content + TAIL);
    }

    private PlainScript checkText(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("dump"), text);
        ForeignBackup backup = ForeignBackup.recognise(file);
        assertThat(backup.kind()).isEqualTo(ForeignBackup.Kind.PLAIN);
        return PlainCheck.check(backup, bytes -> {});
    }
}
