package io.github.dbguard.counts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What has happened to the migration histories of one database. Pure. */
public final class MigrationComparison {

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int NAMES = 10;

    private MigrationComparison() {}

    /** One remark a finding; histories are matched by tool, schema and table. */
    public static List<Remark> compare(String database, List<MigrationHistory> before, List<MigrationHistory> now) {
        List<Remark> remarks = new ArrayList<>();
        for (MigrationHistory old : before) {
            now.stream()
                    .filter(present -> about(present).equals(about(old)))
                    .findFirst()
                    .ifPresentOrElse(
                            present -> compare(database, old, present, remarks),
                            () -> remarks.add(Remark.failure(
                                    database,
                                    about(old),
                                    "The history is gone, with "
                                            + counted(old.applied().size())
                                            + ": the tool would apply all of them again.")));
        }
        now.stream()
                .filter(present -> before.stream().noneMatch(old -> about(old).equals(about(present))))
                .forEach(present -> added(database, present, remarks));
        return List.copyOf(remarks);
    }

    private static void added(String database, MigrationHistory present, List<Remark> remarks) {
        String what = "A history that the baseline does not know, with ";
        remarks.add(Remark.note(
                database, about(present), what + counted(present.applied().size()) + "."));
        state(database, List.of(), present, remarks);
    }

    private static void compare(String database, MigrationHistory old, MigrationHistory present, List<Remark> remarks) {
        if (old.headOnly() || present.headOnly()) {
            heads(database, old, present, remarks);
        } else {
            steps(database, old, present, remarks);
        }
        state(database, old.failed(), present, remarks);
    }

    private static void steps(String database, MigrationHistory old, MigrationHistory present, List<Remark> remarks) {
        Set<String> gone = new LinkedHashSet<>(old.applied());
        present.applied().forEach(gone::remove);
        Set<String> applied = new LinkedHashSet<>(present.applied());
        old.applied().forEach(applied::remove);
        if (!gone.isEmpty()) {
            String sentence = "Gone backwards: " + names(gone) + (gone.size() == 1 ? " was" : " were")
                    + " applied at the baseline and no longer " + (gone.size() == 1 ? "is." : "are.");
            remarks.add(Remark.failure(database, about(present), sentence));
        }
        if (!applied.isEmpty()) {
            remarks.add(Remark.note(database, about(present), "Applied since: " + names(applied) + "."));
        }
    }

    private static void heads(String database, MigrationHistory old, MigrationHistory present, List<Remark> remarks) {
        Set<String> from = head(old);
        Set<String> to = head(present);
        if (from.equals(to)) {
            return;
        }
        String move = "Moved from " + (from.isEmpty() ? "no version" : names(from)) + " to "
                + (to.isEmpty() ? "no version" : names(to));
        boolean backwards = to.isEmpty() || !alembic(present) && lower(to, from);
        remarks.add(
                backwards
                        ? Remark.failure(database, about(present), "Gone backwards: m" + move.substring(1) + ".")
                        : Remark.note(database, about(present), move + "."));
    }

    /** The one that failed included: golang-migrate keeps that one as its version, marked as dirty. */
    private static Set<String> head(MigrationHistory history) {
        Set<String> head = new LinkedHashSet<>(history.applied());
        head.addAll(history.failed());
        return head;
    }

    /** Alembic's revisions have no order, though one may look like a number. */
    private static boolean alembic(MigrationHistory history) {
        return "alembic".equalsIgnoreCase(history.tool());
    }

    private static boolean lower(Set<String> to, Set<String> from) {
        return numeric(to) && numeric(from) && highest(to).compareTo(highest(from)) < 0;
    }

    private static boolean numeric(Set<String> versions) {
        return !versions.isEmpty()
                && versions.stream().allMatch(version -> NUMBER.matcher(version).matches());
    }

    private static BigInteger highest(Set<String> versions) {
        return versions.stream().map(BigInteger::new).reduce(BigInteger.ZERO, BigInteger::max);
    }

    private static void state(
            String database, List<String> failedBefore, MigrationHistory present, List<Remark> remarks) {
        if (!present.failed().isEmpty()) {
            String since = failedBefore.containsAll(present.failed()) ? ", as it was at the baseline already" : "";
            remarks.add(Remark.failure(
                    database,
                    about(present),
                    "Not finished, failed or dirty: " + names(present.failed()) + since + "."));
        }
        if (present.locked()) {
            remarks.add(Remark.warning(
                    database,
                    about(present),
                    "The tool's own lock is held: a migration is running, or one was killed and left it."));
        }
    }

    private static String about(MigrationHistory history) {
        return history.tool() + " (" + history.schema() + "." + history.table() + ")";
    }

    private static String counted(int migrations) {
        return Figures.figure(migrations) + (migrations == 1 ? " migration" : " migrations");
    }

    private static String names(Iterable<String> ids) {
        List<String> all = new ArrayList<>();
        ids.forEach(all::add);
        return Figures.listed(all, NAMES);
    }
}
