package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.FileDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump that lies is caught: other bytes, fewer files, a table of contents that names more, an end that is none. */
class ArrivalTest {

    private static final Map<String, String> INSIDE = Map.of("toc.dat", "aa", "3012.dat.gz", "bb");

    private static FileDigest file(String path, String sha256) {
        return new FileDigest(path, 1, sha256);
    }

    @Test
    void theSameFilesPass() {
        assertThatCode(() ->
                        Arrival.requireSame(INSIDE, List.of(file("3012.dat.gz", "bb"), file("toc.dat", "aa")), "app"))
                .doesNotThrowAnyException();
    }

    @Test
    void anAlteredAMissingAndAnExtraFileAreRefused() {
        assertDiffers(INSIDE, List.of(file("toc.dat", "aa"), file("3012.dat.gz", "bc")), "3012.dat.gz");
        assertDiffers(INSIDE, List.of(file("toc.dat", "aa")), "of 2 files 1 came");
        assertDiffers(
                INSIDE,
                List.of(file("toc.dat", "aa"), file("3012.dat.gz", "bb"), file("x", "cc")),
                "of 2 files 3 came");
        assertDiffers(Map.of(), List.of(), "of 0 files 0 came");
    }

    private static void assertDiffers(Map<String, String> inside, List<FileDigest> outside, String says) {
        assertThatThrownBy(() -> Arrival.requireSame(inside, outside, "app"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("database app")
                .hasMessageContaining(says)
                .hasMessageContaining("no backup was written");
    }

    @Test
    void aFileThatTheTableOfContentsNamesHasToBeThere() {
        List<String> named = Arrival.filesNamedBy("""
                ;     TOC Entries: 4
                215; 1259 16391 TABLE public users postgres
                3012; 0 16391 TABLE DATA public users postgres
                301; 0 16400 TABLE DATA public "TABLE DATA" postgres
                3020; 0 0 BLOBS - BLOBS
                3021; 2613 16444 BLOB - 16444 postgres
                3022; 0 16391 MATERIALIZED VIEW DATA public view postgres
                """);
        assertThat(named).containsExactly("3012.dat", "301.dat", "blobs");

        List<FileDigest> whole = List.of(
                file("dump/app/3012.dat.zst", "a"), file("dump/app/301.dat.gz", "b"), file("dump/app/blobs.toc", "c"));
        assertThatCode(() -> Arrival.requireAll(named, whole, "app")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Arrival.requireAll(named, whole.subList(0, 1), "app"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("[301.dat, blobs]");
    }

    @Test
    void aPlainDumpWithoutItsClosingCommentIsCut() {
        assertCut("CREATE TABLE t ();\n");
        assertCut("-- PostgreSQL database dump complete\n" + "INSERT INTO t VALUES (1);\n".repeat(100));
        PlainEnd end = new PlainEnd();
        for (byte b : "…\n--\n-- PostgreSQL database dump complete\n--\n\n".getBytes(StandardCharsets.UTF_8)) {
            end.write(new byte[] {b}, 0, 1);
        }
        assertThatCode(() -> end.require("app")).doesNotThrowAnyException();
    }

    private static void assertCut(String script) {
        PlainEnd end = new PlainEnd();
        byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
        end.write(bytes, 0, bytes.length);
        assertThatThrownBy(() -> end.require("app"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("closing comment");
    }

    @Test
    void noLabelLeavesTheFolderOrLooksUnfinished(@TempDir Path folder) {
        BackupStore store = new BackupStore(folder);
        Instant at = Instant.parse("2026-11-20T10:15:00Z");
        assertThat(store.newId("db", at, null)).isEqualTo("20261120T101500Z");
        assertThat(store.newId("db", at, "  ")).isEqualTo("20261120T101500Z");
        assertThat(store.newId("db", at, "../../x\n y")).isEqualTo("20261120T101500Z-.._.._x_y");
        assertThat(store.newId("db", at, "v1.partial")).isEqualTo("20261120T101500Z-v1_partial");
        assertThat(store.newId("db", at, "x".repeat(300))).hasSizeLessThan(100);
        assertThat(store.newId("db", at, "größer/als")).isEqualTo("20261120T101500Z-gr_er_als");
    }

    @Test
    void databasesOfAnyNameGetFileNamesOfTheirOwn() {
        assertThat(PgDump.fileName("../x")).isEqualTo("%2E.%2Fx");
        assertThat(PgDump.fileName("a b\n'\"%")).isEqualTo("a%20b%0A%27%22%25");
        assertThat(PgDump.connectionString("it's \\ odd=")).isEqualTo("dbname='it\\'s \\\\ odd='");
    }
}
