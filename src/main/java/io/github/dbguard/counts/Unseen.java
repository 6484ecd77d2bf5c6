package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What has happened since a baseline that nobody compared with: the deploy after it failed or was cut short before
 * {@code verify-counts}. Deleted rows are daily work; another cluster or database is none, and of a table that is gone, made
 * anew or emptied nobody can tell when a day has passed: a nightly job may have done it.
 */
public final class Unseen {

    private static final Set<Cause> OF_TABLES =
            Set.of(Cause.TABLE_MISSING, Cause.TABLE_RECREATED, Cause.TRUNCATED_AND_RESEEDED);

    /** Who runs a failed deploy again does so soon. */
    private static final Duration SOON = Duration.ofHours(12);

    private Unseen() {}

    /**
     * @param next what is to be the next baseline, of the same target
     * @return each in a few words, {@code ROWS_LOST in public.orders}; empty where there is nothing of the kind, or somebody
     *     has compared
     */
    public static List<String> since(Baseline before, Baseline next) {
        if (before.passedAt() != null) {
            return List.of();
        }
        try {
            boolean soon = Duration.between(Instant.parse(before.createdAt()), Instant.parse(next.createdAt()))
                            .compareTo(SOON)
                    < 0;
            Comparison.Result result =
                    Comparison.compare(before.counts(), next.counts(), before.restored(), Policies.STRICT);
            Stream<String> whole = result.causes().stream()
                    .filter(TargetCause::fails)
                    .map(cause -> cause.cause().name());
            Stream<String> tables = result.changes().stream()
                    .filter(change -> soon && isGrave(change))
                    .map(change -> change.cause() + " in " + change.label());
            return List.copyOf(new LinkedHashSet<>(Stream.concat(whole, tables).toList()));
        } catch (CannotProceed | DateTimeParseException otherDatabases) {
            // Of those that were not counted now nothing is known.
            return List.of();
        }
    }

    private static boolean isGrave(Change change) {
        boolean emptied = change.rowsBefore() > 0 && change.rowsAfter() == 0;
        return change.fails() && (OF_TABLES.contains(change.cause()) || emptied);
    }
}
