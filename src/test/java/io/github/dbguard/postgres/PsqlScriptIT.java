package io.github.dbguard.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.OneOfEverything;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.TestPostgres.Output;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that the real pg_dump and pg_dumpall wrote of a database that has one of everything. */
@EngineTest
class PsqlScriptIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"13", "18"})
    void realDumpsAreReadAsPsqlReadsThem(String tag) throws Exception {
        try (TestPostgres server = TestPostgres.start(tag)) {
            OneOfEverything.in(server, "shop", Integer.parseInt(tag));
            copiesAreCountedByTable(server, tag);
            insertsAreStatements(server);
            aClusterIsReadWhole(server);
            globalsAreStatements(server);
        }
    }

    private void copiesAreCountedByTable(TestPostgres server, String tag) throws Exception {
        Path dump = dump(server, "pg_dump -U postgres shop");
        Heard heard = Heard.of(dump);
        assertThat(heard.end).isEqualTo(PsqlScript.End.COMPLETE);
        assertThat(heard.doubts).isEmpty();
        assertThat(heard.metaCommands).allMatch(PsqlScript::isRestriction).hasSize(tag.equals("18") ? 2 : 0);
        assertThat(heard.comments).contains("-- PostgreSQL database dump", "-- PostgreSQL database dump complete");
        assertThat(heard.beginning("CREATE TABLE")).hasSize(count(server, "pg_tables WHERE schemaname !~ '^pg_|^inf'"));
        assertThat(heard.beginning("CREATE FUNCTION"))
                .hasSize(count(
                        server,
                        "pg_proc WHERE pronamespace = 'public'::regnamespace AND oid NOT IN"
                                + " (SELECT objid FROM pg_depend WHERE deptype = 'e')"));
        assertThat(heard.beginning("CREATE VIEW")).hasSize(1);
        assertThat(heard.beginning("COMMENT ON")).hasSize(count(server, "pg_description WHERE objoid >= 16384"));
        for (Map.Entry<String, Long> rows : heard.rows.entrySet()) {
            assertThat(server.psql("shop", "SELECT count(*) FROM " + rows.getKey()))
                    .as(rows.getKey())
                    .isEqualTo(rows.getValue().toString());
        }
        assertThat(heard.rows).hasSameSizeAs(heard.beginning("CREATE TABLE"));
        restores(server, dump, "copied");
    }

    private void insertsAreStatements(TestPostgres server) throws Exception {
        Path dump = dump(server, "pg_dump -U postgres --inserts shop");
        Heard heard = Heard.of(dump);
        assertThat(heard.end).isEqualTo(PsqlScript.End.COMPLETE);
        assertThat(heard.doubts).isEmpty();
        assertThat(heard.rows).isEmpty();
        assertThat(heard.beginning("INSERT INTO public.odd VALUES")).hasSize(count(server, "odd"));
        restores(server, dump, "inserted");
    }

    private void aClusterIsReadWhole(TestPostgres server) throws Exception {
        server.psql("CREATE DATABASE \"odd \"\"name\"");
        Heard heard = Heard.of(dump(server, "pg_dumpall -U postgres"));
        assertThat(heard.end).isEqualTo(PsqlScript.End.COMPLETE);
        assertThat(heard.doubts).isEmpty();
        assertThat(heard.metaCommands)
                .filteredOn(command -> !PsqlScript.isRestriction(command))
                .allMatch(command -> command.matches("\\\\(connect .*|encoding SQL_ASCII)"))
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(heard.comments).contains("-- PostgreSQL database cluster dump");
    }

    private void globalsAreStatements(TestPostgres server) throws Exception {
        server.psql("CREATE ROLE \"odd;role\" PASSWORD 'a;''b\\'");
        server.psql("COMMENT ON ROLE \"odd;role\" IS E'it''s; \\\\odd'");
        String globals = Files.readString(dump(server, "pg_dumpall -U postgres --globals-only"));
        List<String> statements = PsqlScript.statements(globals);
        assertThat(statements)
                .contains("CREATE ROLE \"odd;role\"", "COMMENT ON ROLE \"odd;role\" IS E'it''s; \\\\odd'")
                .allMatch(statement -> statement.matches("(?s)(SET|CREATE ROLE|ALTER ROLE|COMMENT ON ROLE) .*"));
    }

    private void restores(TestPostgres server, Path dump, String database) throws Exception {
        Path filtered = folder.resolve("filtered.sql");
        try (InputStream in = PsqlScript.without(
                Files.newInputStream(dump), PsqlScript::isTransactionTimeout, PsqlScript::isRestriction)) {
            Files.write(filtered, in.readAllBytes());
        }
        assertThat(Files.readString(filtered)).doesNotContain("restrict ").doesNotContain("transaction_timeout");
        TestPostgres.docker("cp", filtered.toString(), server.name() + ":/tmp/filtered.sql");
        server.psql("CREATE DATABASE " + database);
        Output psql = server.exec(
                "psql", "-U", "postgres", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "/tmp/filtered.sql");
        assertThat(psql.exitCode()).as(psql.stderr()).isZero();
        for (String table : new String[] {"odd", OneOfEverything.ODD_TABLE}) {
            String rows = "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM " + table + " t";
            assertThat(server.psql(database, rows)).isNotEmpty().isEqualTo(server.psql("shop", rows));
        }
    }

    private static int count(TestPostgres server, String from) {
        return Integer.parseInt(server.psql("shop", "SELECT count(*) FROM " + from));
    }

    private Path dump(TestPostgres server, String command) throws IOException {
        Output dump = server.exec(command.split(" "));
        assertThat(dump.exitCode()).as(dump.stderr()).isZero();
        return Files.writeString(folder.resolve("dump.sql"), dump.stdout());
    }

    /** What a listener heard, by what it is. */
    private static final class Heard implements PsqlScript.Listener {

        private final List<String> statements = new ArrayList<>();
        private final List<String> metaCommands = new ArrayList<>();
        private final List<String> comments = new ArrayList<>();
        private final List<String> doubts = new ArrayList<>();
        private final Map<String, Long> rows = new LinkedHashMap<>();
        private PsqlScript.End end;

        static Heard of(Path script) throws IOException {
            Heard heard = new Heard();
            try (InputStream in = Files.newInputStream(script)) {
                heard.end = PsqlScript.read(in, heard);
            }
            return heard;
        }

        List<String> beginning(String words) {
            return statements.stream().filter(text -> text.startsWith(words)).toList();
        }

        @Override
        public void statement(PsqlScript.Statement statement) {
            statements.add(statement.text());
        }

        @Override
        public void metaCommand(String text, long line) {
            metaCommands.add(text);
        }

        @Override
        public void comment(String text, long line) {
            comments.add(text);
        }

        @Override
        public void copyData(PsqlScript.Statement copy, long lines) {
            rows.merge(copy.text().replaceFirst("(?s)^COPY (.*?) (\\([^()]*\\) )?FROM stdin$", "$1"), lines, Long::sum);
        }

        @Override
        public void doubt(String what, long line) {
            doubts.add(line + " " + what);
        }
    }
}
