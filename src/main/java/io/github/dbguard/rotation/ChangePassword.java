package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.RolePassword;
import io.github.dbguard.postgres.RolePassword.Role;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The part of a rotation that is in the journal: from the first file to the last. */
final class ChangePassword {

    private final BackupStore store;
    private final Target target;
    private final Session session;
    private final Duration lockTimeout;
    private final Log log;
    private final Progress progress;

    /** @param session may alter the role, and stays open across the change */
    ChangePassword(
            BackupStore store, Target target, Session session, Duration lockTimeout, Log log, Progress progress) {
        this.store = store;
        this.target = target;
        this.session = session;
        this.lockTimeout = lockTimeout;
        this.log = log;
        this.progress = progress;
    }

    /**
     * Changes it. The journal is still there afterwards.
     *
     * @param wanted the new password
     * @param previous the one that this role had; null when nobody knows it
     * @return from the moment at which the server had the new one to that at which the files had it
     * @throws CannotProceed when it failed; server and files are as they were, or the journal tells the next run
     */
    Duration run(RotationJournal journal, Turn turn, String wanted, String previous) {
        Role before = turn.role();
        Path file = RotationJournal.file(store.directory(), target.name());
        step("write the journal");
        journal.write(file);
        try {
            edit(journal, true);
            try (LoginTest.Prepared right = turn.logins().prepare();
                    LoginTest.Prepared wrong = turn.logins().prepare()) {
                step("alter the role");
                RolePassword.change(session, before, turn.statements(), journal.newVerifier(), lockTimeout);
                long since = System.nanoTime();
                // First of all: until they are written, logins with what they hold are refused.
                edit(journal, false);
                Duration refused = Duration.ofNanos(System.nanoTime() - since);
                step("files written");
                step("try the new password");
                requireTaken(right, wanted);
                step("try the password of before");
                requireRefused(wrong, previous);
                return refused;
            }
        } catch (RuntimeException e) {
            throw undone(journal, before, file, e);
        }
    }

    private void step(String what) {
        progress.update(() -> "rotate-password: " + what, -1);
    }

    private void edit(RotationJournal journal, boolean early) {
        for (FileEdit edit : journal.edits()) {
            if (edit.early() == early && edit.changes()) {
                step("write " + edit.file().getFileName());
                edit.apply(log);
            }
        }
    }

    private void requireTaken(LoginTest.Prepared login, String wanted) {
        if (!login.accepts(wanted)) {
            throw new CannotProceed("The server of " + target.description()
                    + " refuses the new password though it has its verifier: pg_hba.conf may ask for another method than the"
                    + " server's password_encryption makes, or the role may not log in from there.");
        }
    }

    private void requireRefused(LoginTest.Prepared login, String previous) {
        String wrong = previous == null ? GeneratedPassword.make() : previous;
        if (login.accepts(wrong)) {
            throw new CannotProceed("The server of " + target.description() + " still takes "
                    + (previous == null ? "a wrong password" : "the password of before")
                    + ": another rule of pg_hba.conf decides than a moment ago.");
        }
    }

    /** Puts everything back; where that cannot be done now, the journal stays. */
    private RuntimeException undone(RotationJournal journal, Role before, Path file, RuntimeException e) {
        try {
            putBack(journal, before);
            new RotationRecovery(store, target, log).undoFiles(journal);
            RotationJournal.drop(file);
            return new CannotProceed(
                    told(e, before)
                            + "\nNothing was changed: the server and the files have the password of before. The data is"
                            + " untouched."
                            + (before.exists()
                                    ? ""
                                    : " A role that was made for it has no password: it lets nobody in."),
                    e);
        } catch (RuntimeException unreachable) {
            e.addSuppressed(unreachable);
            return new CannotProceed(
                    told(e, before)
                            + "\nWhether the server has the new password or the one before could not be settled now ("
                            + unreachable.getMessage()
                            + "): the journal is kept, and the next goal of dbguard on this target finishes the change or"
                            + " undoes it. The data is untouched. When the server is up: mvn dbguard:rotate-password"
                            + " -Ddbguard.recover=true",
                    e);
        }
    }

    /** On the session that is open, unless it is what broke: a role that changes its own password may get no other. */
    private void putBack(RotationJournal journal, Role before) {
        try {
            putBack(session, journal, before);
        } catch (PostgresError e) {
            if (!e.connectionLost()) {
                throw e;
            }
            try (Session mending = target.openMaintenance()) {
                putBack(mending, journal, before);
            }
        }
    }

    private void putBack(Session mending, RotationJournal journal, Role before) {
        if (!before.readable() && journal.oldVerifier() == null) {
            throw new CannotProceed("nobody knows the password of before, and role \""
                    + target.login().user() + "\" may not read what the server keeps of it");
        }
        ChangesAtRest.await(target, mending, lockTimeout);
        // A role that was to be made, and is not there, has nothing to put back.
        Role now = RolePassword.readOrNew(mending, before.name());
        boolean ours = !before.readable() || Objects.equals(now.verifier(), journal.newVerifier());
        if (now.exists() && ours) {
            RolePassword.change(mending, now, List.of(), journal.oldVerifier(), lockTimeout);
        }
    }

    private String told(RuntimeException e, Role role) {
        if (e instanceof RolePassword.Changed) {
            return "The password of role \"" + role.name() + "\" was changed by somebody else in this very moment.";
        }
        if (e instanceof PostgresError answer) {
            return (answer.connectionLost() ? "The connection to " : "The server of ") + target.description()
                    + (answer.connectionLost() ? " broke: " : " refused: ") + e.getMessage() + ".";
        }
        return e.getMessage();
    }
}
