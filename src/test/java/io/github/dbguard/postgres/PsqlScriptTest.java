package io.github.dbguard.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PsqlScriptTest {

    /** Holds no backslash command, whatever stands in it, and is one statement. */
    static Stream<String> oneStatement() {
        return Stream.of(
                "SELECT 'a;b'",
                "SELECT 'it''s; \\! x'",
                "SELECT 'ends in a backslash\\'",
                "SELECT E'it\\'s; \\\\'",
                "SELECT e'\\\\'''",
                "SELECT U&'d\\0061t;'",
                "SELECT U&\"d;\\0061t\"",
                "SELECT B'0;1', X'1;F', N'a;\\', b';', x';', n';'",
                "SELECT \"a;\"\"b \\! x\"",
                "SELECT $$a;b \\! x$$",
                "SELECT $t$ $$ ; $x$ ; $t ; $t$",
                "SELECT $t$ $t$t$",
                "SELECT $t1$ $t$t1$",
                "SELECT $ä$ ; $ä$",
                "SELECT $a$ $$a$",
                "SELECT $1, $2$a$;$a$",
                "SELECT a$b$c, d$e$f",
                "SELECT name_E'\\'",
                "SELECT (1; 2; (3;))",
                "SELECT 1 /* ; \\! x ' \" $$ */ + 2",
                "SELECT 1 /* a /* b */ ; */ + 2",
                "SELECT 1 /* a //* b **/ ; ***/ + 2",
                "SELECT 1 +/* ; */ 2",
                "SELECT 1 -- ; \\! x ' \" $$ /*\n + 2",
                "SELECT 1 +-- ;\n 2",
                "SELECT 1 - - 2 / / 3 * / 4",
                "SELECT 1.5e-3, 1e10, .5, 1., 0x1F, 1_000",
                "SELECT a::text, :b, b[1:2]",
                "SELECT ':x' ':y;'",
                "COPY (SELECT 1 FROM stdin) TO stdout",
                "COPY stdin FROM '/tmp/x'",
                "COPY t TO stdout",
                "INSERT INTO copy SELECT 1 FROM stdin",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
                "create or replace function f() returns int begin atomic select case when 1=1 then 2 end; end",
                "CREATE PROCEDURE f() BEGIN ATOMIC INSERT INTO t VALUES (1); END",
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN; END; $$");
    }

    @ParameterizedTest
    @MethodSource("oneStatement")
    void aStatementEndsAtItsOwnSemicolonAlone(String sql) {
        List<String> told = Told.of(sql + ";\nSELECT 'next';");
        assertThat(told).filteredOn(what -> !what.contains(" comment ")).hasSize(3);
        assertThat(told).last().isEqualTo("end COMPLETE");
        assertThat(told).anyMatch(what -> what.endsWith(" SELECT 'next'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN; SELECT 1; END",
                "CREATE TABLE function (begin int); SELECT 1; SELECT 2",
                "SELECT 1 AS begin; SELECT 2; SELECT 3",
                "CREATE FUNCTION f() AS 'begin'; SELECT 1; SELECT (begin)",
                "CREATE FUNCTION f(begin int) AS ''; SELECT 1; SELECT 2",
                "CREATE FUNCTION \"begin\"() AS ''; SELECT 1; SELECT 2"
            })
    void beginIsABodyInAFunctionAlone(String sql) {
        assertThat(PsqlScript.statements(sql)).hasSize(3);
    }

    @Test
    void commentsAndSpaceAreNoPartOfAStatement() {
        assertThat(PsqlScript.statements("-- a\n\n /* b */ SELECT  1 /* c; */\n\n  + -- d;\n 'x  y /*e*/' ;;\n-- f\n;"))
                .containsExactly("SELECT 1\n+\n'x  y /*e*/'");
        assertThat(PsqlScript.statements("")).isEmpty();
        assertThat(PsqlScript.statements("CREATE ROLE a;\nALTER ROLE a PASSWORD 'x;y'"))
                .containsExactly("CREATE ROLE a", "ALTER ROLE a PASSWORD 'x;y'");
        assertThat(PsqlScript.statements("\\restrict x\nSELECT 1;\n\\unrestrict x\n"))
                .containsExactly("SELECT 1");
    }

    @Test
    void aBackslashIsACommandWhereverItIsNotQuoted() {
        assertThat(Told.of("\\restrict aB1\nSELECT 1; \\! rm -rf /\n(\\c x\n);"))
                .containsExactly(
                        "1 meta \\restrict aB1",
                        "2 SELECT 1",
                        "2 meta \\! rm -rf /",
                        "3 meta \\c x",
                        "3 (~)",
                        "end COMPLETE");
        assertThat(Told.of("a\\!")).containsExactly("1 meta \\!", "1 a", "end IN_STATEMENT");
        assertThat(Told.of("SELECT 1\\; SELECT 2\\: ;"))
                .containsExactly("1 meta \\;", "1 SELECT 1", "1 meta \\:", "1 SELECT 2", "end COMPLETE");
        assertThat(Told.of("\\.\n\\echo 'a\n\\echo b'\n"))
                .contains("1 meta \\.", "2 meta \\echo 'a", "3 meta \\echo b'");
    }

    @Test
    void aCommentEndsAtALoneCarriageReturnAsItDoesToPsql() {
        assertThat(Told.of("-- harmless\r\\! x\n")).contains("1 meta \\! x");
    }

    @Test
    void aLongBackslashCommandIsNeverTakenForAShortOne() {
        String told = Told.of("\\restrict " + "a".repeat(100_000)).get(0);
        assertThat(told).hasSizeLessThan(5000).endsWith("a…");
        assertThat(PsqlScript.isRestriction(told.substring("1 meta ".length()))).isFalse();
    }

    @Test
    void theDataOfACopyIsCountedAndNeverRead() {
        String data = "1\t\\! x\n'\n\"$$/*;\n\\N\t\\\\.\n\n \\.\n\\.x\n\\.\\.\n";
        assertThat(Told.of("COPY public.t (a, b) FROM stdin;\n" + data + "\\.\nSELECT 1;\n"))
                .containsExactly("1 COPY public.t (a, b) FROM stdin", "8 rows of 1", "11 SELECT 1", "end COMPLETE");
        assertThat(Told.of("copy t from /* x */ STDIN with csv;--\n\\.\n")).contains("0 rows of 1", "end COMPLETE");
        assertThat(Told.of("COPY t FROM stdout;\n1\n\\.\n")).contains("1 rows of 1", "end COMPLETE");
        assertThat(Told.of("COPY t FROM stdin;\r\n1\r\n\\.\r\nSELECT 1;\r\n"))
                .containsExactly("1 COPY t FROM stdin", "1 rows of 1", "4 SELECT 1", "end COMPLETE");
        assertThat(Told.of("COPY t FROM stdin;\n1\n\\.")).contains("1 rows of 1", "end COMPLETE");
    }

    @Test
    void dataBeginsWithTheNextLineWhateverElseStandsOnThisOne() {
        assertThat(Told.of("COPY a FROM stdin; COPY b FROM stdin;\n1\n\\.\n1\n2\n\\.\nSELECT 1;"))
                .contains("1 rows of 1", "2 rows of 1", "7 SELECT 1", "1 doubt something", "end COMPLETE");
        assertThat(Told.of("COPY a FROM stdin; SELECT \n1'\n\\.\n 2;")).contains("1 rows of 1", "1 SELECT~2");
    }

    @Test
    void theEndTellsWhatWasCut() {
        assertThat(Told.of("SELECT 1")).endsWith("1 SELECT 1", "end IN_STATEMENT");
        assertThat(Told.of("SELECT 'a")).endsWith("end IN_QUOTE");
        assertThat(Told.of("SELECT E'a\\'")).endsWith("end IN_QUOTE");
        assertThat(Told.of("SELECT \"a")).endsWith("end IN_QUOTE");
        assertThat(Told.of("SELECT $a$ $")).endsWith("end IN_QUOTE");
        assertThat(Told.of("/* a /* b */")).endsWith("end IN_COMMENT");
        assertThat(Told.of("COPY t FROM stdin;")).endsWith("0 rows of 1", "end IN_COPY_DATA");
        assertThat(Told.of("COPY t FROM stdin;\n1\n2")).endsWith("1 rows of 1", "end IN_COPY_DATA");
        assertThat(Told.of("COPY t FROM stdin;\n\\.\n-- x\nCREATE")).endsWith("end IN_STATEMENT");
        assertThat(Told.of("SELECT 1;\n-- no line end")).endsWith("end COMPLETE");
        assertThat(Told.of("SELECT 1;\n\\unrestrict x")).endsWith("2 meta \\unrestrict x", "end COMPLETE");
        assertThat(Told.of("")).containsExactly("end COMPLETE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1a$x$ \\! x $x$;",
                "SELECT 0x1F$x$;$x$;",
                "SELECT 1E'\\';",
                "SELECT $1a;",
                "SELECT E'a'\n'\\';",
                "SELECT E'a'--\n '\\';",
                "SELECT E'a'\r'\\';",
                "SELECT 'a\0b';",
                "COPY t FROM stdin;\na\0b\n\\.\n",
                "COPY t FROM stdin; \\! x\n\\.\n",
                "CREATE FUNCTION begin() RETURNS int AS ''; COPY t FROM stdin; SELECT 1 AS end;",
                "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1 AS case; END; COPY t FROM stdin; END;"
            })
    void whatVersionsOfPsqlReadDifferentlyIsSaid(String script) {
        assertThat(Told.of(script)).anyMatch(what -> what.contains(" doubt "));
    }

    @ParameterizedTest
    @MethodSource("oneStatement")
    void ofOrdinaryStatementsThereIsNoDoubt(String sql) {
        assertThat(Told.of(sql + ";")).noneMatch(what -> what.contains(" doubt "));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstWord() {
        assertThat(Told.of("\ufeffCOPY t FROM stdin;\n1\n\\.\n"))
                .containsExactly("1 COPY t FROM stdin", "1 rows of 1", "end COMPLETE");
    }

    @Test
    void namesThatAreNotUtf8AreToldByteByByte() {
        byte[] latin = "SELECT 'ä';".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Told.of(new ByteArrayInputStream(latin))).contains("1 SELECT 'ä'");
    }

    /** Everything at once, so that every place in it can lie on a boundary. */
    static String everything() {
        return oneStatement().collect(Collectors.joining(";\n"))
                + ";\nCOPY t FROM stdin;\r\n1\\\n\\N\n\\.x\r\n\\.\r\n\\restrict aB\nSELECT 1; \\c x\n"
                + "COPY t FROM stdin;\nä\n\\.\n/* a /* b */ **/SELECT 1\\;\\:\nSELECT E'\\'''\\\\';\n\\unrestrict aB\n";
    }

    @Test
    void itReadsTheSameInChunksOfAnySize() {
        List<String> whole = Told.of(everything());
        assertThat(whole).hasSizeGreaterThan(50).endsWith("end COMPLETE");
        for (int chunk = 1; chunk < 40; chunk++) {
            assertThat(Told.of(everything(), chunk)).as("chunks of %d", chunk).isEqualTo(whole);
        }
    }

    @Test
    void itReadsTheSameWhereverTheWindowEnds() {
        String script = everything();
        List<String> whole = Told.of("--\n" + script);
        whole.remove(0);
        for (int offset = 0; offset < script.length() + 10; offset++) {
            String before = "--" + "x".repeat(ScriptBytes.SIZE - offset) + "\n";
            List<String> told = Told.of(before + script);
            told.remove(0);
            assertThat(told).as("window ends %d before", offset).isEqualTo(whole);
        }
    }

    @Test
    void aLineOfFiftyMegabytesPassesThroughASmallHeap() {
        for (String[] line : new String[][] {
            {"SELECT '", "'';", "';"},
            {"SELECT ", "1,", "2;"},
            {"-- ", "x;", "\n"},
            {"COPY t FROM stdin;\n", "x\t", "\n\\.\n"},
            {"SELECT $a$", "$a;", "$a$;"},
            {"/*", "*;", "*/"},
            {"\\", "x;", "\n"},
            {"SELECT ", "a_", ";"}
        }) {
            List<String> told = Told.of(Chunks.repeated(line[0], line[1], 50_000_000, line[2] + "SELECT 2;"));
            assertThat(told).endsWith("end COMPLETE").anyMatch(what -> what.endsWith(" SELECT 2"));
            assertThat(told).allMatch(what -> what.length() < PsqlScript.STATEMENT_BYTES + 100);
        }
    }
}
