package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.DumpOptions;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import io.github.dbguard.target.UrlTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rotations of one container's password in this process, with the env file in a folder, and what they logged. */
final class RotationTrial implements Log {

    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final Path folder;
    private final String container;
    private Progress progress = Progress.NONE;
    private String role;
    private String user;
    private String userKey;
    private String envFile = ".env";
    private String url;
    private String password;
    private Duration patience = Duration.ofSeconds(20);
    private String given;
    private boolean generated;
    private boolean backup;
    private boolean hba;
    private Path passwordFile;
    private Path userlist;
    private Duration lockTimeout = Duration.ofSeconds(5);
    private List<String> keys = List.of("POSTGRES_PASSWORD");

    RotationTrial(Path folder, String container) {
        this.folder = folder;
        this.container = container;
    }

    RotationTrial ofRole(String name) {
        this.role = name;
        return this;
    }

    /** Logs in as this role. */
    RotationTrial as(String name) {
        this.user = name;
        return this;
    }

    /** Along a URL, with a role's password, instead of into the container. */
    RotationTrial along(String jdbcUrl, String name, String itsPassword) {
        this.url = jdbcUrl;
        this.user = name;
        this.password = itsPassword;
        return this;
    }

    RotationTrial patient(Duration forTheServer) {
        this.patience = forTheServer;
        return this;
    }

    /** The new password does not come from the files. */
    RotationTrial to(String password) {
        this.given = password;
        return this;
    }

    RotationTrial toAGeneratedOne() {
        this.given = RotatePassword.newPassword();
        this.generated = true;
        return this;
    }

    RotationTrial withBackup() {
        this.backup = true;
        return this;
    }

    RotationTrial mayEditHba() {
        this.hba = true;
        return this;
    }

    RotationTrial keys(String... names) {
        this.keys = List.of(names);
        return this;
    }

    /** Two roles take turns. */
    RotationTrial alternating(String key) {
        this.userKey = key;
        return this;
    }

    RotationTrial envFile(String name) {
        this.envFile = name;
        return this;
    }

    /** By the container's address, which asks for a password, instead of by its name. */
    RotationTrial overUrl(String name, String withPassword) {
        String address = TestPostgres.docker(
                        "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container)
                .stdout()
                .strip();
        this.url = "jdbc:postgresql://" + address + ":5432/postgres";
        this.user = name;
        this.password = withPassword;
        return this;
    }

    RotationTrial passwordFile(Path file) {
        this.passwordFile = file;
        return this;
    }

    RotationTrial userlist(Path file) {
        this.userlist = file;
        return this;
    }

    RotationTrial telling(Progress of) {
        this.progress = of;
        return this;
    }

    RotationTrial waiting(Duration forLocks) {
        this.lockTimeout = forLocks;
        return this;
    }

    Path env() {
        return folder.resolve(envFile);
    }

    RotationTrial writeEnv(String text) {
        try {
            Files.writeString(env(), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String name) {
        byte[] bytes = FileEdit.contentOf(folder.resolve(name));
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** What Compose would read there. */
    String password(String name) {
        return EnvFile.parse(FileEdit.contentOf(folder.resolve(name)), name)
                .value(keys.get(0))
                .orElse(null);
    }

    private Path directory() {
        return folder.resolve(".dbguard");
    }

    Path journal() {
        return RotationJournal.file(directory(), container);
    }

    RotationOutcome rotate() {
        List<String> candidates = new ArrayList<>(KnownPasswords.beside(env(), keys.get(0)));
        if (given != null) {
            candidates.add(given);
        }
        try (Target target = target(candidates)) {
            new RotationRecovery(new BackupStore(directory()), target, this).ifAny();
            RotationOptions options = new RotationOptions(
                    role, env(), keys, userKey, passwordFile, userlist, given, generated, backup, lockTimeout);
            return new RotatePassword(new BackupStore(directory()), safety(), counting(), this, progress)
                    .rotate(target, options);
        }
    }

    /** What every goal does first. */
    boolean recover() {
        List<String> candidates = url == null ? KnownPasswords.beside(env(), keys.get(0)) : List.of();
        try (Target target = target(candidates)) {
            return new RotationRecovery(new BackupStore(directory()), target, this).ifAny();
        }
    }

    Throwable failure() {
        Throwable failure = catchThrowable(this::rotate);
        assertThat(failure).as("the rotation fails").isNotNull();
        return failure;
    }

    private Target target(List<String> others) {
        List<String> candidates = new ArrayList<>(others);
        candidates.addAll(KnownPasswords.inFlight(directory(), url == null ? null : UrlTarget.nameOf(url)));
        TargetOptions options = new TargetOptions(
                        folder,
                        url == null ? container : null,
                        null,
                        null,
                        url,
                        user,
                        password,
                        List.of(),
                        null,
                        patience)
                .with(candidates, hba);
        return hba ? FindTarget.findLocked(options) : FindTarget.find(options);
    }

    private PreDeployBackup safety() {
        DumpOptions dumping =
                new DumpOptions(DumpFormat.DIRECTORY, 2, Compression.GZIP, false, Duration.ofSeconds(5), null);
        return new PreDeployBackup(new BackupStore(directory()), dumping, counting(), "test", this, Progress.NONE);
    }

    private static CountOptions counting() {
        return new CountOptions(
                FingerprintMode.KEYS, Policies.STRICT, List.of(), 2, Duration.ofSeconds(5), Duration.ZERO);
    }

    @Override
    public void info(String line) {
        lines.add(line);
    }

    @Override
    public void warn(String line) {
        warnings.add(line);
    }
}
