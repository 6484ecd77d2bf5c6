package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares row counts with a baseline: the whole decision of {@code verify-counts}, without any input or output.
 *
 * <p>It answers with everything that it looked at, passing or not; {@link Result#passes()} is the gate.
 */
public final class Comparison {

    /**
     * Everything that was found.
     *
     * @param baselineTakenAt when the baseline was counted; null where unknown
     * @param takenAt when it was counted again; null where unknown
     * @param causes what is wrong with the whole target or a whole database
     * @param changes every table of either side that was judged, the unchanged ones too
     * @param migrations about migration histories
     * @param checks about the user's own scalars, one each
     * @param requireRows about tables that must hold a row: failures only
     * @param remarks about the target and about settings
     * @param leftOut what was not judged, and why
     * @param totals over the judged tables
     */
    public record Result(
            String baselineTakenAt,
            String takenAt,
            List<TargetCause> causes,
            List<Change> changes,
            List<Remark> migrations,
            List<Remark> checks,
            List<Remark> requireRows,
            List<Remark> remarks,
            List<NotJudged> leftOut,
            Totals totals) {

        public Result {
            causes = List.copyOf(causes);
            changes = List.copyOf(changes);
            migrations = List.copyOf(migrations);
            checks = List.copyOf(checks);
            requireRows = List.copyOf(requireRows);
            remarks = List.copyOf(remarks);
            leftOut = List.copyOf(leftOut);
        }

        /** True when nothing fails. */
        public boolean passes() {
            return totals.failures() == 0;
        }
    }

    /** A relation that was not judged. */
    public record NotJudged(String database, String label, LeftOut.Why why) {}

    /**
     * @param tablesBefore judged tables of the baseline
     * @param tablesAfter judged tables now
     * @param rowsBefore their rows in the baseline
     * @param rowsAfter their rows now
     * @param unchanged tables without any change
     * @param changed tables with one
     * @param failing tables that fail
     * @param failures all that fails: causes, tables, migrations, checks, required tables
     */
    public record Totals(
            long tablesBefore,
            long tablesAfter,
            long rowsBefore,
            long rowsAfter,
            long unchanged,
            long changed,
            long failing,
            long failures) {}

    private final Policies policies;
    private final List<Restored> restored;
    private final List<TargetCause> causes = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Remark> migrations = new ArrayList<>();
    private final List<Remark> checks = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();
    private final List<NotJudged> leftOut = new ArrayList<>();

    private Comparison(Policies policies, List<Restored> restored) {
        this.policies = policies;
        this.restored = restored;
    }

    /**
     * @param baseline the counts before the deploy
     * @param now the counts after it, with survivors told from the baseline's snapshots
     * @throws CannotProceed when a database of the baseline is there and was not counted again
     */
    public static Result compare(RowCounts baseline, RowCounts now, Policies policies) {
        return compare(baseline, now, List.of(), policies);
    }

    /** @param restored the databases that a restore has put in place since */
    public static Result compare(RowCounts baseline, RowCounts now, List<Restored> restored, Policies policies) {
        return new Comparison(policies, restored).judged(baseline, now);
    }

    private Result judged(RowCounts baseline, RowCounts now) {
        boolean sameCluster = TargetCauses.sameCluster(baseline, now);
        if (sameCluster || !Restored.into(restored, now)) {
            TargetCauses.ofCluster(baseline, now, policies).ifPresent(causes::add);
        }
        TargetCauses.moved(baseline, now).ifPresent(remarks::add);
        if (baseline.mode().compareTo(now.mode()) < 0) {
            remarks.add(Remark.note(
                    null,
                    "dbguard.fingerprint",
                    "The baseline was recorded with " + baseline.mode() + ", so " + now.mode()
                            + " fingerprints of now have nothing to be compared with."));
        }
        for (DatabaseCounts before : baseline.databases()) {
            find(now, before.database())
                    .ifPresentOrElse(
                            after -> database(before, after, now, sameCluster), () -> gone(before, now, sameCluster));
        }
        now.databases().stream()
                .filter(after -> find(baseline, after.database()).isEmpty())
                .forEach(this::addedDatabase);
        List<Remark> required = RequiredRows.compare(now, policies);
        remarks.addAll(RequiredRows.stale(baseline, now, policies));
        return result(baseline, now, required);
    }

    private static Optional<DatabaseCounts> find(RowCounts counts, String database) {
        return counts.databases().stream()
                .filter(candidate -> candidate.database().equals(database))
                .findFirst();
    }

    private void database(DatabaseCounts before, DatabaseCounts after, RowCounts now, boolean sameCluster) {
        boolean sameDatabase = sameCluster && before.oid() == after.oid();
        if (Restored.is(restored, now, after)) {
            remarks.add(Remark.note(
                    before.database(),
                    before.database(),
                    "The database was put in place by dbguard:restore since; its rows and keys are judged."));
        } else if (sameCluster && !sameDatabase) {
            causes.add(TargetCauses.recreated(before, after, policies));
        }
        String database = before.database();
        TablePairs.of(before.tables(), after.tables(), sameDatabase).stream()
                .filter(pair -> !left(before, after, pair.before() == null ? pair.now() : pair.before()))
                .forEach(pair -> changes.add(change(before, after, pair, sameDatabase)));
        after.leftOut().forEach(left -> leftOut.add(new NotJudged(database, label(left), left.why())));
        migrations.addAll(MigrationComparison.compare(database, judgedHistories(before), judgedHistories(after)));
        checks.addAll(CheckComparison.compare(database, before.checks(), after.checks()));
    }

    /** Bookkeeping tables are judged by their history; ignored ones are not judged. */
    private boolean left(DatabaseCounts before, DatabaseCounts after, TableCount table) {
        boolean ignored = policies.ignores(before.database(), table.schema(), table.name());
        boolean known = Stream.of(before, after)
                .flatMap(counts -> counts.leftOut().stream())
                .anyMatch(left ->
                        left.schema().equals(table.schema()) && left.name().equals(table.name()));
        if (ignored && !known) {
            leftOut.add(new NotJudged(before.database(), table.label(), LeftOut.Why.IGNORED));
        }
        return ignored || bookkeeping(before, table) || bookkeeping(after, table);
    }

    private static boolean bookkeeping(DatabaseCounts counts, TableCount table) {
        return counts.migrations().stream()
                .anyMatch(history -> history.schema().equals(table.schema())
                                && history.table().equals(table.name())
                        || MigrationTables.keepsLock(history, table.schema(), table.name()));
    }

    private List<MigrationHistory> judgedHistories(DatabaseCounts counts) {
        return counts.migrations().stream()
                .filter(history -> !policies.ignores(counts.database(), history.schema(), history.table()))
                .toList();
    }

    private Change change(DatabaseCounts before, DatabaseCounts after, TablePairs.Pair pair, boolean sameDatabase) {
        Verdict verdict = Tables.verdict(before, after, pair, sameDatabase);
        if (pair.renamed()) {
            remarks.add(Remark.note(
                    before.database(),
                    pair.before().label(),
                    "It is called " + pair.now().label() + " now."));
        }
        // Without the baseline's table there is nothing to survive: the count then told its own rows.
        long survivors = sameDatabase && pair.sameTable() ? pair.now().survivors() : -1;
        return change(before.database(), pair.before(), pair.now(), verdict, survivors);
    }

    private Change change(String database, TableCount before, TableCount now, Verdict verdict, long survivors) {
        TableCount named = before == null ? now : before;
        String pardon = verdict.harmful() ? policies.pardon(database, named, verdict) : null;
        return new Change(
                database,
                named.label(),
                verdict.cause(),
                before == null ? -1 : before.rows(),
                now == null ? -1 : now.rows(),
                verdict.lostAtLeast(),
                verdict.lostAtMost(),
                survivors,
                verdict.harmful() && pardon == null,
                pardon == null ? verdict.sentence() : verdict.sentence() + " " + pardon);
    }

    private void gone(DatabaseCounts before, RowCounts now, boolean sameCluster) {
        if (now.identity().databaseOids().containsKey(before.database())) {
            throw new CannotProceed("Database " + before.database() + " of the baseline is there, but was not counted"
                    + " again: a gate that did not look is not a pass. Perhaps -Ddbguard.databases leaves it out?");
        }
        String presentName = now.databases().stream()
                .filter(after -> sameCluster && after.oid() == before.oid())
                .map(DatabaseCounts::database)
                .findFirst()
                .orElse(null);
        causes.add(TargetCauses.gone(before, presentName, policies));
        // Who accepts that a database was recreated has not said that its rows may be gone.
        before.tables().stream()
                .filter(table -> table.rows() > 0)
                .filter(table -> !policies.ignores(before.database(), table.schema(), table.name()))
                .map(table -> change(
                        before.database(),
                        table,
                        null,
                        Judgement.ofMissingTable(table, " together with its database"),
                        -1))
                .forEach(changes::add);
    }

    private void addedDatabase(DatabaseCounts after) {
        remarks.add(Remark.note(
                after.database(),
                after.database(),
                "A database that the baseline does not know, with " + Figures.rows(after.rows()) + "."));
        after.leftOut().forEach(left -> leftOut.add(new NotJudged(after.database(), label(left), left.why())));
        migrations.addAll(MigrationComparison.compare(after.database(), List.of(), judgedHistories(after)));
        checks.addAll(CheckComparison.compare(after.database(), List.of(), after.checks()));
    }

    private static String label(LeftOut left) {
        return TableCount.label(left.schema(), left.name());
    }

    private void countedOnly() {
        List<String> tables = changes.stream()
                .filter(change -> change.cause() == null && change.sentence().startsWith(Judgement.COUNTED_ONLY))
                .map(Change::label)
                .toList();
        if (!tables.isEmpty()) {
            remarks.add(Remark.warning(
                    null,
                    "keys",
                    Figures.figure(tables.size()) + " tables were compared by their count alone, "
                            + String.join(", ", tables.subList(0, Math.min(5, tables.size())))
                            + " among them: they have no"
                            + " key, or the fingerprints of another major version or mode are not comparable."));
        }
    }

    private Result result(RowCounts baseline, RowCounts now, List<Remark> required) {
        countedOnly();
        return new Result(
                TargetCauses.takenAt(baseline),
                TargetCauses.takenAt(now),
                causes,
                changes,
                migrations,
                checks,
                required,
                remarks,
                leftOut,
                totals(required));
    }

    private Totals totals(List<Remark> required) {
        long failing = changes.stream().filter(Change::fails).count();
        long unchanged = changes.stream().filter(Change::unchanged).count();
        long otherFailures = Stream.of(migrations, checks, required, remarks)
                .flatMap(List::stream)
                .filter(Remark::fails)
                .count();
        return new Totals(
                changes.stream().filter(change -> change.rowsBefore() >= 0).count(),
                changes.stream().filter(change -> change.rowsAfter() >= 0).count(),
                changes.stream()
                        .mapToLong(change -> Math.max(0, change.rowsBefore()))
                        .sum(),
                changes.stream()
                        .mapToLong(change -> Math.max(0, change.rowsAfter()))
                        .sum(),
                unchanged,
                changes.size() - unchanged,
                failing,
                failing
                        + otherFailures
                        + causes.stream().filter(TargetCause::fails).count());
    }
}
