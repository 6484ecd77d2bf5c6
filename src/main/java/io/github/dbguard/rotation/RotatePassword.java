package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.backup.ServerLock;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.RecordCounts;
import io.github.dbguard.counts.VerifyCounts;
import io.github.dbguard.postgres.Encryption;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.RolePassword;
import io.github.dbguard.postgres.RolePassword.Role;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Verifier;
import io.github.dbguard.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives the server the password that the files ask for, in place, whatever it has now, and leaves the files saying so.
 *
 * <p>Invariant: from the first change to the last there is a journal, from which the next run finishes or undoes them. No
 * volume is ever touched.
 */
public final class RotatePassword {

    private final BackupStore store;
    private final PreDeployBackup safety;
    private final CountOptions counting;
    private final Log log;
    private final Progress progress;

    /**
     * @param safety makes the backup
     * @param counting how rows are counted before and after
     */
    public RotatePassword(
            BackupStore store, PreDeployBackup safety, CountOptions counting, Log log, Progress progress) {
        this.store = store;
        this.safety = safety;
        this.counting = counting;
        this.log = log;
        this.progress = progress;
    }

    /** A password that nobody has to think up. */
    public static String newPassword() {
        return GeneratedPassword.make();
    }

    /**
     * Rotates.
     *
     * @throws Refused when the new password or the role cannot be used
     * @throws CannotProceed when any step failed; server and files are as they were, or the journal tells the next run
     */
    public RotationOutcome rotate(Target target, RotationOptions options) {
        try (FolderLock lock = store.lock("rotate-password of " + target.name())) {
            new RotationRecovery(store, target, log).run();
            try (LastResort last = wayIn(target);
                    ServerLock server = ServerLock.acquire(ServerLock.Work.ROTATION, target.openMaintenance(), target);
                    Session session = target.openMaintenance()) {
                return locked(target, session, options);
            }
        } catch (PostgresError e) {
            throw target.explained(e);
        } finally {
            progress.finish();
        }
    }

    /** Null where there is one without it. */
    private LastResort wayIn(Target target) {
        try (Session session = target.openMaintenance()) {
            return null;
        } catch (CannotProceed e) {
            if (!(e.getCause() instanceof PostgresError answer) || !answer.loginRefused()) {
                throw e;
            }
            return LastResort.open(store, target, e, log);
        }
    }

    private RotationOutcome locked(Target target, Session session, RotationOptions options) {
        step("read the files");
        PasswordFiles files = PasswordFiles.read(options);
        String wanted = options.given() != null ? options.given() : files.wanted();
        NewPassword.check(wanted).forEach(log::warn);
        Warnings warnings = new Warnings(log, files, options);
        warnings.ofEnvironment(wanted);
        Turn turn = turn(target, session, options, files, wanted);
        Role role = turn.role();
        LoginTest logins = turn.logins();
        step("try the new password");
        if (logins.accepts(wanted)) {
            return already(target, files, turn, wanted, warnings);
        }
        step("look for the password of before");
        String previous = presentPassword(target, files, role, logins).orElse(null);
        Login before = turn.owner() != null ? turn.kept() : previous == null ? null : new Login(role.name(), previous);
        warnings.ofPrevious(before);
        Encryption kind = RolePassword.encryption(session);
        String verifier = Verifier.of(kind, role.name(), wanted);
        step("see whether the role may be altered");
        Requirements.requireAlterable(target, session, turn, verifier, options.lockTimeout());
        List<FileEdit> edits = files.edits(new Login(role.name(), wanted), before, verifier);
        warnings.ofCopies(edits);
        String old = role.readable() ? role.verifier() : previous == null ? null : anew(role, previous);
        RotationJournal journal = journal(target, options, role, old, verifier, edits);

        step("count what is there");
        PreDeployBackup.Made backup =
                options.backup() ? safety.makeSafety(target, "before-rotation", target.databases()) : null;
        Baseline counted =
                backup != null ? backup.manifest().baseline() : new RecordCounts(counting, log, progress).count(target);
        Duration refused = new ChangePassword(store, target, session, options.lockTimeout(), log, progress)
                .run(journal, turn, wanted, previous);
        long rows = requireEveryRow(target, counted);
        step("drop the journal");
        RotationJournal.drop(RotationJournal.file(store.directory(), target.name()));
        step("look who holds the password of before");
        Holders holders = Holders.of(target, wanted, before == null ? null : before.password(), options.keys());
        return new RotationOutcome(
                role.name(),
                true,
                turn.owner(),
                turn.kept() == null ? null : turn.kept().user(),
                paths(edits),
                previous != null,
                backup == null ? null : backup.folder(),
                rows,
                refused,
                holders.names(),
                holders.database(),
                Mounted.of(target, paths(edits)));
    }

    /** SCRAM, whatever password_encryption says: where pg_hba.conf asks for md5 the server takes it, and not so the other way. */
    private static String anew(Role role, String password) {
        return Verifier.of(Encryption.SCRAM_SHA_256, role.name(), password);
    }

    private void step(String what) {
        progress.update(() -> "rotate-password: " + what, -1);
    }

    private Turn turn(Target target, Session session, RotationOptions options, PasswordFiles files, String wanted) {
        Requirements.requirePrimary(target);
        if (options.userKey() != null) {
            step("see whose turn it is");
            Turn turn = new Alternation(target, session, options, files).of(wanted);
            Requirements.requireUsable(turn.role());
            new Warnings(log, files, options).ofUsers(new Login(turn.role().name(), wanted));
            return turn;
        }
        Role role = Requirements.role(target, session, options);
        step("look for a road that tells a wrong password");
        return Turn.inPlace(role, LoginTest.of(target, role.name()));
    }

    /** The server has it. What can be missing is the word of it in the files. */
    private RotationOutcome already(Target target, PasswordFiles files, Turn turn, String wanted, Warnings warnings) {
        Role role = turn.role();
        Login login = new Login(role.name(), wanted);
        // Where the server's is not readable, a list that knows the password is not to get another salt at each run.
        String verifier = role.verifier() != null
                ? role.verifier()
                : files.verifierInUserlist(login).orElseGet(() -> anew(role, wanted));
        List<FileEdit> edits = files.edits(login, null, verifier);
        if (role.verifier() == null) {
            warnings.ofUserlist(login, edits);
        }
        edits.stream().filter(FileEdit::changes).forEach(edit -> edit.apply(log));
        Holders holders = Holders.of(target, wanted, null, List.of());
        return new RotationOutcome(
                role.name(),
                false,
                turn.owner(),
                null,
                paths(edits),
                true,
                null,
                -1,
                null,
                holders.names(),
                holders.database(),
                Mounted.of(target, paths(edits)));
    }

    /** The password that the server has now, if anybody knows it. */
    static Optional<String> presentPassword(Target target, PasswordFiles files, Role role, LoginTest logins) {
        Set<String> candidates = new LinkedHashSet<>(files.candidates());
        if (role.name().equals(target.login().user()) && target.login().password() != null) {
            candidates.add(target.login().password());
        }
        return candidates.stream()
                .filter(password -> role.readable()
                        ? role.verifier() != null && Verifier.fits(role.verifier(), role.name(), password)
                        : logins.accepts(password))
                .findFirst();
    }

    private static RotationJournal journal(
            Target target, RotationOptions options, Role role, String old, String verifier, List<FileEdit> edits) {
        return new RotationJournal(
                RotationJournal.FORMAT,
                target.name(),
                target.identity().systemIdentifier(),
                role.name(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                role.readable(),
                old,
                verifier,
                options.keys().get(0),
                options.userKey(),
                edits);
    }

    /** A password loses no row. What is gone is told here all the same, before anybody builds on it. */
    private long requireEveryRow(Target target, Baseline before) {
        step("count the rows again");
        Comparison.Result result;
        try {
            result = new VerifyCounts(counting, progress).verify(target, before);
        } catch (CannotProceed | PostgresError e) {
            RotationJournal.drop(RotationJournal.file(store.directory(), target.name()));
            throw new CannotProceed("The password was changed and works; the files say so. But the rows could not be"
                    + " counted afterwards: " + e.getMessage());
        }
        if (!result.passes()) {
            RotationJournal.drop(RotationJournal.file(store.directory(), target.name()));
            throw new Refused("The password was changed and works; the files say so. But rows that were there before it"
                    + " are not there now, by whatever hand.\nSee what is missing: mvn dbguard:verify-counts");
        }
        return before.counts().rows();
    }

    private static List<Path> paths(List<FileEdit> edits) {
        return edits.stream().filter(FileEdit::changes).map(FileEdit::file).toList();
    }
}
