package io.github.dbguard.volume;

import io.github.dbguard.backup.BackupCatalogue;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.backup.TargetBackups;
import io.github.dbguard.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How old the newest backup is, and whether anybody has seen that it can be restored. */
record BackupCheck(Target target, BackupStore store, Instant now) implements Check {

    private static final String NAME = "backup";
    private static final Duration OLD = Duration.ofDays(7);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        return judge(new BackupCatalogue(store).of(target.name()), now);
    }

    static Line judge(TargetBackups found, Instant now) {
        if (found.unreadable() != null) {
            return Line.unseen(NAME, found.unreadable(), "See who owns the folder of the backups");
        }
        Optional<StoredBackup> damaged = found.backups().stream()
                .filter(backup -> backup.state() != StoredBackup.State.UNFINISHED)
                .findFirst()
                .filter(backup -> !backup.whole());
        if (damaged.isPresent()) {
            return Line.error(
                    NAME,
                    "the newest, " + damaged.get().id() + ", is damaged: "
                            + damaged.get().why(),
                    "Find out what damaged it, and make another: mvn dbguard:pre-deploy-backup");
        }
        Optional<StoredBackup> newest =
                found.backups().stream().filter(StoredBackup::whole).findFirst();
        if (newest.isEmpty()) {
            return Line.warning(NAME, "there is none", "mvn dbguard:pre-deploy-backup");
        }
        StoredBackup backup = newest.get();
        Duration age = Duration.between(backup.at(), now);
        String about = "the newest, " + backup.id() + ", is " + inWords(age) + " old";
        if (age.compareTo(OLD) > 0) {
            return Line.warning(NAME, about, "mvn dbguard:pre-deploy-backup");
        }
        return backup.contents().verified() == null
                ? Line.note(NAME, about + ", and was never restored as a test", "mvn dbguard:verify-backup")
                : Line.ok(NAME, about + ", and is verified");
    }

    private static String inWords(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + (age.toDays() == 1 ? " day" : " days");
        }
        return age.toHours() > 0 ? age.toHours() + " h" : Math.max(0, age.toMinutes()) + " min";
    }
}
