package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.backup.StoredBackup.State;
import io.github.dbguard.backup.TargetBackups;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of a target's backups {@code latest} means. Pure: no input, no output, no clock.
 *
 * @param taken the newest that is whole, no restore's, and holds what is wanted; null where there is none
 * @param damaged those that are newer than it: any of them may be the one that is meant
 * @param passedOver the others that are newer than it, a line each: which, and why it is not meant
 */
record LatestBackup(StoredBackup taken, List<StoredBackup> damaged, List<String> passedOver) {

    private static final int LISTED = 5;

    /** @param wanted the databases that it has to hold */
    static LatestBackup of(TargetBackups found, List<String> wanted) {
        List<StoredBackup> damaged = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        for (StoredBackup backup : found.backups()) {
            String misfit = misfit(backup, wanted);
            if (backup.state() == State.DAMAGED) {
                damaged.add(backup);
            } else if (misfit == null) {
                return new LatestBackup(backup, List.copyOf(damaged), List.copyOf(passedOver));
            } else {
                passedOver.add(backup.id() + ": " + misfit);
            }
        }
        return new LatestBackup(null, List.copyOf(damaged), List.copyOf(passedOver));
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
     * @throws Refused when a newer one is damaged: an older one in its place is for the user to ask for
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
