package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.DumpOptions;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.report.RotationReport;
import io.github.dbguard.rotation.KnownPasswords;
import io.github.dbguard.rotation.RotatePassword;
import io.github.dbguard.rotation.RotationOptions;
import io.github.dbguard.rotation.RotationOutcome;
import io.github.dbguard.target.Target;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Gives the server the password that the env file asks for, in place, whatever it has now: the old password need not be
 * known, and no volume is touched. Tries the new one, keeps the old one in <code>.env.previous</code>, and counts the rows.
 */
@Mojo(name = "rotate-password", requiresProject = false, aggregator = true, threadSafe = true)
public class RotatePasswordMojo extends AbstractTargetMojo {

    private static final String IN_PLACE = "in-place";
    private static final String ALTERNATE = "alternate";

    /**
     * The role whose password is changed. Default: the one that dbguard logs in as. With <code>alternate</code>, the owner
     * role; default: the one for which the role of <code>dbguard.userKey</code> logs in, or that role itself.
     */
    @Parameter(property = "dbguard.role")
    private String role;

    /**
     * <code>in-place</code> changes the one role's password. <code>alternate</code> lets two login roles of one owner role
     * take turns, so that the login of before goes on working until the next rotation: nobody is refused.
     */
    @Parameter(property = "dbguard.strategy", defaultValue = IN_PLACE)
    private String strategy;

    /** With <code>alternate</code>: the key of the env file that holds the role's name. */
    @Parameter(property = "dbguard.userKey", defaultValue = "POSTGRES_USER")
    private String userKey;

    /** The env file that Compose reads. Default: <code>.env</code> beside the POM or in the folder Maven was started in. */
    @Parameter(property = "dbguard.envFile")
    private File envFile;

    /** The key of the env file that holds the password. */
    @Parameter(property = "dbguard.passwordKey", defaultValue = "POSTGRES_PASSWORD")
    private String passwordKey;

    /** Further keys that hold it, plainly or in a connection URL: <code>DATABASE_URL,SPRING_DATASOURCE_PASSWORD</code>. */
    @Parameter(property = "dbguard.passwordKeys")
    private List<String> passwordKeys;

    /** A file that holds the password and nothing else, as a Docker secret does. It is asked before the env file. */
    @Parameter(property = "dbguard.passwordFile")
    private File passwordFile;

    /** The userlist.txt of a pgbouncer, to be changed as well. */
    @Parameter(property = "dbguard.userlist")
    private File userlist;

    /** The environment variable that holds the new password, where the env file does not say it yet. */
    @Parameter(property = "dbguard.newPasswordEnv")
    private String newPasswordEnv;

    /** Makes a new password up: 40 letters, digits, <code>-</code> and <code>_</code>. */
    @Parameter(property = "dbguard.generate", defaultValue = "false")
    private boolean generate;

    /** Whether a backup is made first. Without it the rows are counted before and after all the same. */
    @Parameter(property = "dbguard.safetyBackup", defaultValue = "true")
    private boolean safetyBackup;

    /** Only finishes or undoes a change that was cut short. */
    @Parameter(property = "dbguard.recover", defaultValue = "false")
    private boolean recover;

    /**
     * Where no password gets in, not even by the socket: adds a line to pg_hba.conf that trusts the role on loopback inside
     * the container, for as long as the goal works.
     */
    @Parameter(property = "dbguard.allowHbaEdit", defaultValue = "false")
    private boolean allowHbaEdit;

    /** Services of the target's Compose project to restart afterwards, and to wait for until they are healthy. */
    @Parameter(property = "dbguard.restartServices")
    private List<String> restartServices;

    /** How many sessions work at once. Default: as many as this machine has processors, at most 4. */
    @Parameter(property = "dbguard.jobs")
    private int jobs;

    /** How many seconds to wait for somebody who changes roles, or holds a table. */
    @Parameter(property = "dbguard.lockTimeout", defaultValue = "30")
    private int lockTimeout;

    /** Skips this goal. */
    @Parameter(property = "dbguard.rotatePassword.skip", defaultValue = "false")
    private boolean skipRotatePassword;

    @Override
    boolean skipGoal() {
        return skipRotatePassword;
    }

    private String given;

    /**
     * The env file's are this server's, behind a URL too: that is what the goal is told. The new one as well: once the server
     * has it, no other gets in.
     */
    @Override
    List<String> otherPasswords() {
        given = given();
        List<String> passwords = new ArrayList<>(KnownPasswords.beside(envFile(), passwordKey));
        passwords.addAll(passwordsInFlight());
        if (given != null) {
            passwords.add(given);
        }
        return passwords;
    }

    @Override
    boolean mayEditHba() {
        return allowHbaEdit;
    }

    @Override
    void run(Target target) {
        if (recover) {
            log().info("Nothing else was asked for: no password is changed (dbguard.recover).");
            return;
        }
        int sessions = Work.jobs(jobs);
        Duration wait = Work.lockTimeout(lockTimeout);
        RotationOptions options = new RotationOptions(
                role,
                envFile(),
                keys(),
                userKey(),
                passwordFile == null ? null : passwordFile.toPath(),
                userlist == null ? null : userlist.toPath(),
                given,
                generate,
                safetyBackup,
                wait);
        BackupStore store = new BackupStore(directory());
        CountOptions counting =
                new CountOptions(FingerprintMode.KEYS, Policies.STRICT, List.of(), sessions, wait, Duration.ZERO);
        DumpOptions dumping = new DumpOptions(DumpFormat.DIRECTORY, sessions, Compression.GZIP, false, wait, null);
        PreDeployBackup safety = new PreDeployBackup(store, dumping, counting, version(), log(), progress());
        Services services = Services.of(target, restartServices);
        RotationOutcome outcome =
                new RotatePassword(store, safety, counting, log(), progress()).rotate(target, options);
        RotationReport.lines(outcome, folder()).forEach(log()::info);
        RotationReport.warnings(outcome).forEach(log()::warn);
        services.restart(Duration.ofMinutes(2), outcome.holders(), log());
    }

    private Path envFile() {
        return envFile == null ? folder().resolve(".env") : envFile.toPath();
    }

    private List<String> keys() {
        Set<String> keys = new LinkedHashSet<>(List.of(passwordKey));
        keys.addAll(passwordKeys == null ? List.of() : passwordKeys);
        return new ArrayList<>(keys);
    }

    /** Null where the role stays the same. */
    private String userKey() {
        if (!List.of(IN_PLACE, ALTERNATE).contains(strategy)) {
            throw new CannotProceed("dbguard.strategy is " + IN_PLACE + " or " + ALTERNATE + ", not \"" + strategy
                    + "\".\nNothing was changed.");
        }
        return strategy.equals(ALTERNATE) ? userKey : null;
    }

    private String given() {
        if (generate && newPasswordEnv != null) {
            throw new CannotProceed("dbguard.generate and dbguard.newPasswordEnv both say where the new password comes"
                    + " from.\nNothing was changed. Give one of them.");
        }
        return generate ? RotatePassword.newPassword() : secret(newPasswordEnv, "dbguard.newPasswordEnv");
    }
}
