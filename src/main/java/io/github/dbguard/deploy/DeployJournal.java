package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.Json;
import io.github.dbguard.backup.BackupStore;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A deploy in flight, on disk before its command starts. While it is there nobody has shown that the command lost no row, so
 * no new baseline may take the place of the one from before it.
 *
 * @param format version of the file's format
 * @param backup the id of the backup from before the command; its manifest holds the counts
 * @param startedAt UTC, ISO 8601
 * @param step how far it came
 * @param shell the process that runs the command; null before there is one
 */
record DeployJournal(int format, String target, String backup, String startedAt, Step step, Shell shell) {

    private static final int FORMAT = 1;

    /** What was under way, or came of it. */
    enum Step {
        COMMAND("was cut short while its command ran"),
        VERIFY("was cut short before its rows were counted"),
        LOST("lost rows");

        private final String words;

        Step(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * A process, told from a later one with the same number.
     *
     * @param startedAt as the system says; null where it does not
     */
    record Shell(long pid, String startedAt) {

        static Shell of(ProcessHandle process) {
            return new Shell(process.pid(), start(process));
        }

        boolean runs() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> Objects.equals(start(process), startedAt))
                    .isPresent();
        }

        private static String start(ProcessHandle process) {
            return process.info().startInstant().map(Instant::toString).orElse(null);
        }
    }

    static DeployJournal begin(String target, String backup, String startedAt) {
        return new DeployJournal(FORMAT, target, backup, startedAt, Step.COMMAND, null);
    }

    DeployJournal at(Step later) {
        return new DeployJournal(format, target, backup, startedAt, later, shell);
    }

    DeployJournal runBy(ProcessHandle process) {
        return new DeployJournal(format, target, backup, startedAt, step, Shell.of(process));
    }

    /** Those of every target, in the order of their names. */
    static List<Path> files(BackupStore store) {
        if (!Files.isDirectory(store.journals())) {
            return List.of();
        }
        String any = store.deployJournal("*").getFileName().toString();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(store.journals(), any)) {
            return StreamSupport.stream(files.spliterator(), false).sorted().toList();
        } catch (IOException | DirectoryIteratorException e) {
            throw new CannotProceed(
                    "Whether an earlier deploy was cut short cannot be seen: " + store.journals()
                            + " cannot be listed: " + e.getMessage()
                            + "\nNothing was changed. See who may read that folder.",
                    e);
        }
    }

    static Optional<DeployJournal> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        DeployJournal journal = Json.read(file, DeployJournal.class);
        if (journal.format > FORMAT || journal.target == null || journal.backup == null || journal.step == null) {
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
