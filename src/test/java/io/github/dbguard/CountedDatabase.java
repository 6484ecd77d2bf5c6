package io.github.dbguard;

import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Change;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.counts.RecordCounts;
import io.github.dbguard.counts.VerifyCounts;
import io.github.dbguard.report.TableReport;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A database of a test's own, copied from a seeded one, whose rows are counted before and after something is done. It goes
 * with its server: a DROP would have the server write out all that it holds, for each of them.
 */
final class CountedDatabase {

    private final TestPostgres server;
    private final String name;
    private final CountOptions options;
    private final Baseline baseline;

    private CountedDatabase(TestPostgres server, String name, CountOptions options, Baseline baseline) {
        this.server = server;
        this.name = name;
        this.options = options;
        this.baseline = baseline;
    }

    /** Copies database {@code template} and records the copy's counts. */
    static CountedDatabase copy(TestPostgres server, String template, FingerprintMode mode, Path folder) {
        String name = "case_" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        server.psql("CREATE DATABASE " + name + " TEMPLATE " + template);
        CountOptions options =
                new CountOptions(mode, Policies.STRICT, List.of(), 2, Duration.ofSeconds(10), Duration.ZERO);
        try (Target target = find(server, name)) {
            Baseline baseline = new RecordCounts(options, new SilentLog(), Progress.NONE)
                    .record(target, folder.resolve(name + ".json"));
            return new CountedDatabase(server, name, options, baseline);
        }
    }

    /** By its address: what is counted does not depend on the way in, and a relay through docker exec costs more than the count. */
    private static Target find(TestPostgres server, String database) {
        return FindTarget.find(new TargetOptions(
                Path.of(""),
                null,
                null,
                null,
                "jdbc:postgresql://" + server.address() + ":5432/" + database,
                "postgres",
                TestPostgres.PASSWORD,
                List.of(),
                null,
                Duration.ofSeconds(30)));
    }

    /** Runs SQL in it. */
    String psql(String sql) {
        return server.psql(name, sql);
    }

    String name() {
        return name;
    }

    /** Counts again and compares. */
    Found verify() {
        try (Target target = find(server, name)) {
            return new Found(new VerifyCounts(options, Progress.NONE).verify(target, baseline));
        }
    }

    /** What was found, and how a log shows it. */
    record Found(Comparison.Result result) {

        boolean passes() {
            return result.passes();
        }

        /** What is said of one table. */
        Change change(String label) {
            return result.changes().stream()
                    .filter(change -> change.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No table " + label + " in\n" + this));
        }

        @Override
        public String toString() {
            return String.join("\n", TableReport.lines("target", "baseline", result, "details"));
        }
    }
}
