package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.backup.StoredBackup.State;
import io.github.dbguard.backup.TargetBackups;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of a target's backups {@code latest} means. Pure: no input, no output, no clock.
 *
 * @param taken the newest that is whole, no restore's, not dated in the future, and holds what is wanted; null where there
 *     is none
 * @param damaged those that are newer than it: any of them may be the one that is meant
 * @param future those that would have been taken, but for their time
 * @param passedOver the others that are newer than it, a line each: which, and why it is not meant
 */
record LatestBackup(
        StoredBackup taken, List<StoredBackup> damaged, List<StoredBackup> future, List<String> passedOver) {

    private static final int LISTED = 5;

    /** @param wanted the databases that it has to hold */
    static LatestBackup of(TargetBackups found, List<String> wanted, Instant now) {
        List<StoredBackup> damaged = new ArrayList<>();
        List<StoredBackup> future = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        for (StoredBackup backup : found.backups()) {
            boolean unsound = backup.state() == State.DAMAGED;
            String misfit = unsound ? null : misfit(backup, wanted);
            if (misfit != null) {
                // What a manifest says may hold anything, and this ends up in logs.
                passedOver.add(backup.id() + ": " + misfit.replaceAll("\\p{Cntrl}", "?"));
            } else if (backup.future(now)) {
                passedOver.add(backup.id() + ": it is dated in the future, " + backup.at());
                if (!unsound) {
                    future.add(backup);
                }
            } else if (unsound) {
                damaged.add(backup);
            } else {
                return new LatestBackup(backup, List.copyOf(damaged), List.copyOf(future), List.copyOf(passedOver));
            }
        }
        return new LatestBackup(null, List.copyOf(damaged), List.copyOf(future), List.copyOf(passedOver));
    }

    /** Why it is not the one that is meant, though it is newer; null when it is. */
    private static String misfit(StoredBackup backup, List<String> wanted) {
        if (!backup.whole()) {
            return "it is unfinished, " + backup.why();
        }
        if (!backup.ordinary()) {
            return "a restore made it, of what it put aside";
        }
        List<String> there = backup.contents().databases();
        List<String> lacking =
                wanted.stream().filter(name -> !there.contains(name)).toList();
        return lacking.isEmpty()
                ? null
                : "it holds no database \"" + String.join("\", \"", lacking) + "\". It holds: "
                        + String.join(", ", there);
    }

    /**
     * The one that is taken.
     *
     * @param target whose, for the message
     * @param folder where they lie, for the message
     * @throws Refused when a newer one is damaged, or all are dated in the future: that is for the user to say
     * @throws CannotProceed when there is none
     */
    StoredBackup require(String target, Path folder) {
        if (!damaged.isEmpty()) {
            throw new Refused("The latest backup of " + target + " is damaged:"
                    + list(damaged.stream()
                            .map(backup -> backup.id() + ": " + backup.why())
                            .toList())
                    + "\nNothing was changed. "
                    + (taken == null
                            ? "There is no older one that is whole. See all: mvn dbguard:list-backups"
                            : "The newest one that is whole is " + taken.id() + " of " + taken.at()
                                    + ". If that is what you want, say so: -Ddbguard.backup=" + taken.id()));
        }
        if (taken == null && !future.isEmpty()) {
            throw new Refused("No backup of " + target + " that could be the latest is dated before now:"
                    + list(passedOver) + "\nA clock was wrong then, or is now. Nothing was changed. If you want "
                    + future.get(0).id() + ", say so: -Ddbguard.backup="
                    + future.get(0).id());
        }
        if (taken == null) {
            throw new CannotProceed("There is no backup of " + target + " in " + folder
                    + (passedOver.isEmpty() ? "." : " that could be meant. Passed over:" + list(passedOver))
                    + "\nNothing was changed. Name one with -Ddbguard.backup=, its databases with -Ddbguard.databases=,"
                    + " another target's with -Ddbguard.backupOf=. See all: mvn dbguard:list-backups");
        }
        return taken;
    }

    private static String list(List<String> lines) {
        return lines.stream().limit(LISTED).map(line -> "\n  " + line).collect(Collectors.joining())
                + (lines.size() > LISTED ? "\n  … and " + (lines.size() - LISTED) + " more" : "");
    }
}
