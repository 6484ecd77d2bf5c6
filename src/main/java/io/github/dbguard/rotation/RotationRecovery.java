package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.FileChange;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.RolePassword;
import io.github.dbguard.postgres.RolePassword.Role;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finishes or undoes a change of a password that was cut short. The server tells which: with the old verifier it has not
 * happened, and the files become what they were; with the new one it has, and they become what they were to be.
 */
public final class RotationRecovery {

    /** A killed run's session needs a moment to end; a COMMIT that waits for a standby may need days. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BackupStore store;
    private final Target target;
    private final Log log;

    public RotationRecovery(BackupStore store, Target target, Log log) {
        this.store = store;
        this.target = target;
        this.log = log;
    }

    /**
     * Does it when there is anything to do.
     *
     * @return whether there was
     * @throws CannotProceed when it runs just now, when the server has a third password or is another one, or cannot be
     *     asked; the journal stays then
     */
    public boolean ifAny() {
        if (!Files.exists(file()) && !LastResort.isLeft(store, target)) {
            return false;
        }
        try (FolderLock lock = store.lock("recovery of a rotation on " + target.name())) {
            return run();
        }
    }

    private Path file() {
        return RotationJournal.file(store.directory(), target.name());
    }

    /** Only with the store's lock held. */
    boolean run() {
        LastResort.removeLeft(store, target, log);
        Optional<RotationJournal> journal = RotationJournal.read(file());
        if (journal.isEmpty()) {
            return false;
        }
        try (Session session = target.openMaintenance()) {
            recover(session, journal.get());
            return true;
        } catch (PostgresError e) {
            throw target.explained(e);
        }
    }

    private void recover(Session session, RotationJournal journal) {
        requireSameCluster(journal);
        Requirements.requirePrimary(target);
        String what = what(journal);
        switch (has(session, journal)) {
            case OLD -> {
                undoFiles(journal);
                log.warn("Undid " + what
                        + ", which was cut short: the server and the files have the password of before.");
            }
            case NEW -> {
                finishFiles(journal);
                log.warn("Finished " + what + ", which was cut short: the server has the new password, and so have the"
                        + " files.");
            }
            default ->
                throw new CannotProceed("The journal tells of " + what
                        + ", and the server has neither the password of before nor the new one: somebody has changed it"
                        + " since.\nNothing was changed now. See that the files hold what you want ("
                        + paths(journal) + "), delete " + file()
                        + ", and run mvn dbguard:rotate-password: it gives the server the password of the env file.");
        }
        RotationJournal.drop(file());
    }

    private static String what(RotationJournal journal) {
        return "the change of the password of role \"" + journal.role() + "\" that began at " + journal.startedAt();
    }

    private void requireSameCluster(RotationJournal journal) {
        if (!journal.systemIdentifier().equals(target.identity().systemIdentifier())) {
            throw new CannotProceed("The volume was replaced: a change of the password of role \"" + journal.role()
                    + "\" was cut short on another cluster (system identifier " + journal.systemIdentifier()
                    + ") than the one that is here now (" + target.identity().systemIdentifier()
                    + ").\nNothing was changed. If the data is gone, do not write to this server, and look for the old volume:"
                    + " docker volume ls. If it was replaced on purpose, delete " + file() + " and run it again.");
        }
    }

    private static String paths(RotationJournal journal) {
        return String.join(", ", journal.edits().stream().map(FileEdit::path).toList());
    }

    /** Which of the two the server has. */
    enum Has {
        OLD,
        NEW,
        ANOTHER
    }

    private Has has(Session session, RotationJournal journal) {
        ChangesAtRest.await(target, session, PATIENCE);
        Role role = RolePassword.readOrNew(session, journal.role());
        if (role.readable() && Objects.equals(role.verifier(), journal.newVerifier())) {
            return Has.NEW;
        }
        if (role.readable() && journal.readable() || !role.exists()) {
            return Objects.equals(role.verifier(), journal.oldVerifier()) ? Has.OLD : Has.ANOTHER;
        }
        return byLogin(journal, role);
    }

    /** Where verifiers are not readable, or were not when the journal was written: what is in the files is tried. */
    private Has byLogin(RotationJournal journal, Role role) {
        if (accepts(logins(journal, false))) {
            return Has.NEW;
        }
        if (accepts(logins(journal, true))) {
            return Has.OLD;
        }
        if (role.readable()) {
            return Has.ANOTHER;
        }
        throw new CannotProceed("Whether " + what(journal) + " has happened cannot be told: neither the password of"
                + " before nor the new one logs in, and role \""
                + target.login().user()
                + "\" may not read what the server keeps of them.\nNothing was changed now, and the journal " + file()
                + " stays: it may have the only copy of the new password. Log in as a role that may read pg_authid, a"
                + " superuser (-Ddbguard.user= and -Ddbguard.passwordEnv=): mvn dbguard:rotate-password"
                + " -Ddbguard.recover=true. Where there is none: move the journal away, keep it, and run mvn"
                + " dbguard:rotate-password: it gives the server the password of the env file.");
    }

    private boolean accepts(List<Login> logins) {
        return logins.stream()
                .anyMatch(login -> LoginTest.of(target, login.user()).accepts(login.password()));
    }

    /** What logs in by the files; where two roles take turns, what logged in before is another role. */
    private static List<Login> logins(RotationJournal journal, boolean before) {
        List<Login> logins = new ArrayList<>();
        for (FileEdit edit : journal.edits()) {
            byte[] bytes = edit.early() == before ? edit.bytesAfter() : before ? edit.bytesBefore() : null;
            if (bytes != null) {
                try {
                    EnvFile file = EnvFile.parse(bytes, edit.path());
                    String user = journal.userKey() == null
                            ? journal.role()
                            : PasswordKeys.user(file, journal.userKey()).orElse(journal.role());
                    PasswordKeys.password(file, journal.passwordKey())
                            .ifPresent(password -> logins.add(new Login(user, password)));
                } catch (CannotProceed notAnEnvFile) {
                    // The password file, or pgbouncer's list.
                }
            }
        }
        return logins;
    }

    /** The latest first. */
    void undoFiles(RotationJournal journal) {
        List<FileEdit> edits = new ArrayList<>(journal.edits());
        Collections.reverse(edits);
        for (FileEdit edit : edits) {
            FileChange.removeLeftover(edit.file());
            switch (edit.state()) {
                case AFTER -> edit.undo(log);
                case OTHER -> log.warn(edit.path() + " has changed since, and was left as it is.");
                default -> {}
            }
        }
    }

    private void finishFiles(RotationJournal journal) {
        for (FileEdit edit : journal.edits()) {
            FileChange.removeLeftover(edit.file());
            switch (edit.state()) {
                case BEFORE -> edit.apply(log);
                case OTHER -> keepKnown(edit);
                default -> {}
            }
        }
    }

    /** Somebody wrote the file anew: that stays. But the password that the server has must not be lost with ours. */
    private void keepKnown(FileEdit edit) {
        if (edit.early()) {
            return;
        }
        Path known = PasswordFiles.previous(edit.file());
        FileChange.write(known, edit.bytesAfter(), log);
        log.warn(edit.path() + " has changed since, and was left as it is. What it was to hold, the password that the"
                + " server has among it, is in " + known + ". Run mvn dbguard:rotate-password to give the server the"
                + " one of the file.");
    }
}
