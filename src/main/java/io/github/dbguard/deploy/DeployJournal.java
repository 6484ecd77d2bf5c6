package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A deploy in flight, on disk before its command starts. While it is there nobody has shown that the command lost no row, so
 * no new baseline may take the place of the one from before it.
 *
 * @param format version of the file's format
 * @param backup the id of the backup from before the command; its manifest holds the counts
 * @param startedAt UTC, ISO 8601
 * @param step how far it came
 */
record DeployJournal(int format, String target, String backup, String startedAt, Step step) {

    private static final int FORMAT = 1;

    /** What was under way. */
    enum Step {
        COMMAND("its command ran"),
        VERIFY("the rows were to be counted after its command");

        private final String words;

        Step(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    static DeployJournal begin(String target, String backup, String startedAt) {
        return new DeployJournal(FORMAT, target, backup, startedAt, Step.COMMAND);
    }

    DeployJournal at(Step later) {
        return new DeployJournal(format, target, backup, startedAt, later);
    }

    static Path file(Path directory, String target) {
        return directory.resolve("journal").resolve("deploy-" + target + ".json");
    }

    static Optional<DeployJournal> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        DeployJournal journal = Json.read(file, DeployJournal.class);
        if (journal.format > FORMAT || journal.backup == null || journal.step == null) {
            throw new CannotProceed(
                    "The journal " + file + " tells of a deploy that was cut short, and is damaged or of a"
                            + " newer dbguard.\nNothing was changed. Compare with the baseline from before it: mvn"
                            + " dbguard:verify-counts, and delete the journal when no row is lost.");
        }
        return Optional.of(journal);
    }

    void write(Path file) {
        Durable.createPrivateFolders(file.getParent());
        Json.write(file, this);
    }

    static void drop(Path file) {
        Durable.deleteTree(file);
        Durable.sync(file.getParent());
    }
}
