package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.Compression;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several times more than the heap goes through it, by both roads out of a container, and no thread stays behind. */
@EngineTest
class LargeDumpIT {

    private static final long LARGE = 500_000_000;

    @TempDir
    Path directory;

    @Test
    void aDumpOfHalfAGigabytePassesThroughASmallHeap() {
        assertThat(Runtime.getRuntime().maxMemory()).as("-Xmx").isLessThan(LARGE / 3);
        try (TestPostgres postgres = TestPostgres.start("15")) {
            // Text that the server keeps compressed, so that the table is made in a second or two.
            postgres.psql("CREATE TABLE t AS SELECT g AS id, repeat(md5(g::text), 16000) AS text"
                    + " FROM generate_series(1, 1000) g");
            Trial streamed =
                    new Trial(directory.resolve("plain")).in(DumpFormat.PLAIN).compressedWith(Compression.NONE);
            assertThat(streamed.backup(Trial.container(postgres.name()))
                            .manifest()
                            .bytes())
                    .isGreaterThan(LARGE);

            for (int n = 0; n < 300; n += 100) {
                postgres.psql("DO $$ BEGIN FOR i IN " + n + ".." + (n + 99)
                        + " LOOP EXECUTE 'CREATE TABLE many_' || i || ' (id int PRIMARY KEY)'; END LOOP; END $$");
            }
            Trial carried = new Trial(directory.resolve("carried")).decoding();
            assertThat(carried.backup(Trial.container(postgres.name()))
                            .manifest()
                            .files())
                    .hasSizeGreaterThan(300);
            Trial.leftNothingIn(postgres);
        }
        assertThat(ownThreads()).isEmpty();
    }

    private static List<String> ownThreads() {
        List<String> left = List.of("?");
        for (int n = 0; n < 40 && !left.isEmpty(); n++) {
            Trial.sleep(n == 0 ? 0 : 100);
            left = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("dbguard"))
                    .toList();
        }
        return left;
    }
}
