package io.github.dbguard.counts;

import io.github.dbguard.target.Identity;
import io.github.dbguard.target.Identity.Mount;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether the target is still the same cluster on the same storage. */
final class TargetCauses {

    private TargetCauses() {}

    static boolean sameCluster(RowCounts before, RowCounts now) {
        return Objects.equals(
                before.identity().systemIdentifier(), now.identity().systemIdentifier());
    }

    /** The cause that names another cluster; empty when it is the same one. */
    static Optional<TargetCause> ofCluster(RowCounts before, RowCounts now, Policies policies) {
        if (sameCluster(before, now)) {
            return older(before, now, policies);
        }
        Identity old = before.identity();
        Identity present = now.identity();
        String cluster = "initialised " + present.initialisedAt() + after(takenAt(before), present.initialisedAt())
                + "; system identifier " + present.systemIdentifier() + " instead of " + old.systemIdentifier() + ".";
        if (mountKnown(old, present) && mountDiffers(old, present)) {
            String sentence = "PGDATA is on " + storage(present.mount()) + " instead of " + storage(old.mount())
                    + ", and the cluster on it is another one: " + cluster
                    + " The old data is where it was unless somebody deleted it: look for it with `docker volume ls`"
                    + " before anything else.";
            return Optional.of(targetCause(Cause.VOLUME_REPLACED, sentence, policies));
        }
        String where = mountKnown(old, present) ? " on " + storage(present.mount()) : "";
        String sentence = "The cluster is another one" + where + ": " + cluster
                + " What the baseline counted is not in it; restore the backup, or find the old data directory.";
        return Optional.of(targetCause(Cause.CLUSTER_REINITIALISED, sentence, policies));
    }

    /** The same cluster at an earlier point of its own log: its data directory was put back to a copy. */
    private static Optional<TargetCause> older(RowCounts before, RowCounts now, Policies policies) {
        String then = newestLsn(before);
        String present = newestLsn(now);
        if (then == null || present == null || position(present) >= position(then)) {
            return Optional.empty();
        }
        return Optional.of(targetCause(
                Cause.VOLUME_REPLACED,
                "The cluster is the same one, but older than the baseline: its write-ahead log is at " + present
                        + " and was at " + then + ". The data directory was put back to an earlier copy; what was"
                        + " written since is not in it.",
                policies));
    }

    private static String newestLsn(RowCounts counts) {
        return counts.databases().stream()
                .map(DatabaseCounts::lsn)
                .filter(lsn -> lsn != null && lsn.matches("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}"))
                .max(Comparator.comparingLong(TargetCauses::position))
                .orElse(null);
    }

    /** Bytes since the beginning of the log; the first half of a pg_lsn stays below 2^31 for eight exabytes. */
    private static long position(String lsn) {
        String[] halves = lsn.split("/");
        return (Long.parseLong(halves[0], 16) << 32) + Long.parseLong(halves[1], 16);
    }

    private static TargetCause targetCause(Cause cause, String sentence, Policies policies) {
        boolean allowed = policies.allows(cause);
        return new TargetCause(
                cause, null, !allowed, allowed ? sentence + " " + cause + " is allowed here." : sentence);
    }

    /** The same cluster on another mount: somebody moved the data, which is no loss. */
    static Optional<Remark> moved(RowCounts before, RowCounts now) {
        Identity old = before.identity();
        Identity present = now.identity();
        if (!sameCluster(before, now) || !mountKnown(old, present) || !mountDiffers(old, present)) {
            return Optional.empty();
        }
        return Optional.of(Remark.note(
                null,
                "PGDATA",
                "The same cluster lies on " + storage(present.mount()) + " instead of " + storage(old.mount())
                        + ": the data was moved."));
    }

    static TargetCause recreated(DatabaseCounts before, DatabaseCounts now, Policies policies) {
        return databaseCause(
                before.database(),
                "Another database of the same name: oid " + now.oid() + " instead of " + before.oid()
                        + "; it was dropped and created again, or replaced by a restore.",
                policies);
    }

    /** @param presentName what the database with the old oid is called today; null when there is none */
    static TargetCause gone(DatabaseCounts before, String presentName, Policies policies) {
        String name = presentName == null ? "" : " It is called " + presentName + " now.";
        return databaseCause(
                before.database(),
                "The database is gone, with " + Figures.rows(before.rows()) + " in "
                        + Figures.figure(before.tables().size()) + " tables." + name,
                policies);
    }

    private static TargetCause databaseCause(String database, String sentence, Policies policies) {
        boolean allowed = policies.allows(Cause.DATABASE_RECREATED);
        String pardon = allowed ? " " + Cause.DATABASE_RECREATED + " is allowed here." : "";
        return new TargetCause(Cause.DATABASE_RECREATED, database, !allowed, sentence + pardon);
    }

    /** When the first database was counted; null where no time is known. */
    static String takenAt(RowCounts counts) {
        return counts.databases().stream()
                .map(DatabaseCounts::takenAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static String after(String baseline, String initialised) {
        try {
            Duration later = Duration.between(Instant.parse(baseline), Instant.parse(initialised));
            String direction = later.isNegative() ? " before" : " after";
            return ", " + rounded(later.abs()) + direction + " the baseline of " + baseline;
        } catch (DateTimeException | NullPointerException unknown) {
            return baseline == null ? "" : "; the baseline is of " + baseline;
        }
    }

    private static String rounded(Duration duration) {
        for (var unit : List.of(
                new Unit("day", duration.toDays()),
                new Unit("hour", duration.toHours()),
                new Unit("minute", duration.toMinutes()))) {
            if (unit.count > 0) {
                return unit.toString();
            }
        }
        return new Unit("second", duration.toSeconds()).toString();
    }

    private record Unit(String name, long count) {
        @Override
        public String toString() {
            return Figures.figure(count) + " " + name + (count == 1 ? "" : "s");
        }
    }

    private static boolean mountKnown(Identity old, Identity present) {
        return old.container() != null && present.container() != null;
    }

    private static boolean mountDiffers(Identity old, Identity present) {
        return !storage(old.mount()).equals(storage(present.mount()));
    }

    private static String storage(Mount mount) {
        return mount == null ? "the container's own layer" : mount.type() + " " + mount.source();
    }
}
