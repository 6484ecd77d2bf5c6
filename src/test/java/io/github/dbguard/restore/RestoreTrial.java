package io.github.dbguard.restore;

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
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.counts.VerifyCounts;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Backups and restores of one container in this process, and what they logged. */
final class RestoreTrial implements Log {

    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final Path directory;
    private final String container;
    private DumpFormat format = DumpFormat.DIRECTORY;
    private Compression compression = Compression.GZIP;
    private Progress progress = Progress.NONE;
    private boolean safety = true;
    private String backupOf;
    private String user;
    private String url;
    private Consumer<RestorePlan> confirm = plan -> {};

    RestoreTrial(Path directory, String container) {
        this.directory = directory;
        this.container = container;
    }

    RestoreTrial in(DumpFormat as) {
        this.format = as;
        return this;
    }

    RestoreTrial compressedWith(Compression with) {
        this.compression = with;
        return this;
    }

    RestoreTrial withoutSafetyBackup() {
        this.safety = false;
        return this;
    }

    RestoreTrial of(String target) {
        this.backupOf = target;
        return this;
    }

    /** Logs in as this role, with the password that everybody has. */
    RestoreTrial as(String role) {
        this.user = role;
        return this;
    }

    /** By a URL, with the password that everybody has. */
    RestoreTrial by(String jdbc) {
        this.url = jdbc;
        return as("postgres");
    }

    RestoreTrial telling(Progress of) {
        this.progress = of;
        return this;
    }

    RestoreTrial confirming(Consumer<RestorePlan> by) {
        this.confirm = by;
        return this;
    }

    PreDeployBackup.Made backup(String... databases) {
        try (Target target = FindTarget.find(options(List.of(databases)))) {
            return preDeployBackup(format).make(target, null);
        }
    }

    private PreDeployBackup preDeployBackup(DumpFormat as) {
        DumpOptions dumping = new DumpOptions(as, 2, compression, false, Duration.ofSeconds(5), null);
        return new PreDeployBackup(new BackupStore(directory), dumping, counting(), "test", this, Progress.NONE);
    }

    private static CountOptions counting() {
        return new CountOptions(
                FingerprintMode.KEYS, Policies.STRICT, List.of(), 2, Duration.ofSeconds(5), Duration.ZERO);
    }

    private TargetOptions options(List<String> databases) {
        return new TargetOptions(
                Path.of("."),
                container,
                null,
                null,
                url,
                user,
                url == null ? null : TestPostgres.PASSWORD,
                databases,
                null,
                Duration.ofSeconds(20));
    }

    RestoreOutcome restore(String backup, String... databases) {
        try (Target target = FindTarget.find(options(List.of(databases)).lacking(true))) {
            new RestoreRecovery(new BackupStore(directory), target, this).ifAny();
            RestoreOptions options =
                    new RestoreOptions(backup, backupOf, List.of(databases), 2, safety, Duration.ofSeconds(5));
            return new Restore(new BackupStore(directory), preDeployBackup(DumpFormat.DIRECTORY), this, progress)
                    .restore(target, options, confirm);
        }
    }

    Throwable failure(String backup, String... databases) {
        Throwable failure = catchThrowable(() -> restore(backup, databases));
        assertThat(failure).as("the restore fails").isNotNull();
        return failure;
    }

    Comparison.Result verify() {
        try (Target target = FindTarget.find(options(List.of()))) {
            BackupStore store = new BackupStore(directory);
            new RestoreRecovery(store, target, this).ifAny();
            return new VerifyCounts(counting(), Progress.NONE).verify(target, Baseline.read(store.baseline()));
        }
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
