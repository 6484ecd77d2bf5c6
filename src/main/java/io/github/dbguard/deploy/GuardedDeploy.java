package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.Manifest;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.VerifyCounts;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.Scan;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.volume.Line;
import io.github.dbguard.volume.PinState;
import io.github.dbguard.volume.PinVolume;
import io.github.dbguard.volume.Preflight;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A deploy with everything around it: preflight, backup and baseline, pin, the command, and every row counted again.
 *
 * <p>Invariant: whatever came of the command, the rows are counted afterwards; and while that has not been done, no later
 * deploy takes a new baseline.
 */
public final class GuardedDeploy {

    /** Is told of each step when it is done, and shows it. */
    public interface Told {

        void preflight(List<Line> lines);

        void backedUp(PreDeployBackup.Made made);

        void pinned(List<PinVolume.Pinned> pins);

        /** @throws Refused when rows are lost, saying which and how to bring them back */
        void verified(Target target, Baseline before, Comparison.Result result);

        /** Brings the backup back; asked only where the user wants it. */
        void restore(Target target, String backup);
    }

    private final BackupStore store;
    private final PreDeployBackup backup;
    private final VerifyCounts verify;
    private final Told told;
    private final Log log;

    public GuardedDeploy(BackupStore store, PreDeployBackup backup, VerifyCounts verify, Told told, Log log) {
        this.store = store;
        this.backup = backup;
        this.verify = verify;
        this.told = told;
        this.log = log;
    }

    /**
     * Deploys.
     *
     * @param again finds the target once more: the command may have made its container anew
     * @throws Refused when it is not safe to deploy, the command failed, or rows are lost
     * @throws CannotProceed when anything could not be done or seen; the message says what of the deploy has happened
     */
    public void deploy(Target target, DeployOptions options, Supplier<Target> again) {
        requireHarmless(options);
        Path journal = DeployJournal.file(store.directory(), target.name());
        DeployJournal.read(journal).ifPresent(earlier -> settle(target, earlier, journal));
        preflight(target, options);
        PreDeployBackup.Made made = backup.make(target, options.label());
        told.backedUp(made);
        if (PinState.of(target).isPresent()) {
            told.pinned(PinVolume.pin(target));
        } else {
            log.info("There is no volume to pin: the data of " + target.description() + " lies on none.");
        }
        DeployJournal inFlight = DeployJournal.begin(
                target.name(),
                made.manifest().id(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        inFlight.write(journal);
        Optional<RuntimeException> failure = run(options, made);
        inFlight.at(DeployJournal.Step.VERIFY).write(journal);
        verify(target, options, made, again, failure);
        DeployJournal.drop(journal);
        failure.ifPresent(e -> {
            throw e;
        });
    }

    private void requireHarmless(DeployOptions options) {
        List<Finding> findings = Scan.command(options.command()).stream()
                .filter(f -> f.severity() == io.github.dbguard.scan.Severity.ERROR)
                .toList();
        if (findings.isEmpty()) {
            return;
        }
        Finding first = findings.get(0);
        if (options.allowDestructive() == null || options.allowDestructive().isBlank()) {
            throw new Refused("The command can destroy the data: " + first.command() + "\n" + first.message() + "\n"
                    + first.mend() + "\nNothing was run. If it is really meant, say why:"
                    + " -Ddbguard.allowDestructive=\"<reason>\"");
        }
        findings.forEach(
                f -> log.warn("Destructive, and allowed (" + options.allowDestructive() + "): " + f.command()));
    }

    /** An earlier deploy never came to its count: that comes first, against the counts from before it. */
    private void settle(Target target, DeployJournal earlier, Path journal) {
        log.warn("The guarded-deploy of " + earlier.startedAt() + " was cut short when "
                + earlier.step().words() + ". Its rows are counted first, against backup " + earlier.backup() + ".");
        Baseline before = Manifest.read(store.folder(target.name()).resolve(earlier.backup()))
                .baseline();
        told.verified(target, before, verify.verify(target, before));
        DeployJournal.drop(journal);
    }

    private void preflight(Target target, DeployOptions options) {
        List<Line> lines = Preflight.of(target, store, options.folder(), options.composeFile(), Instant.now())
                .look();
        told.preflight(lines);
        boolean unsafe = options.failOn() != null
                && lines.stream().anyMatch(line -> line.severity().compareTo(options.failOn()) >= 0);
        if (unsafe) {
            throw new Refused(
                    "It is not safe to deploy: see the lines of preflight above.\nNothing was run and nothing was"
                            + " changed. Mend what they say, or let worse pass with -Ddbguard.failOn=none");
        }
    }

    /** Empty when it went well. Either way the rows are counted next. */
    private Optional<RuntimeException> run(DeployOptions options, PreDeployBackup.Made made) {
        log.info("Deploying: " + options.command());
        try {
            ShellCommand.run(
                    options.command(),
                    options.folder(),
                    options.limit(),
                    log,
                    "The deploy stopped there. The backup from before it is "
                            + made.manifest().id() + ".");
            return Optional.empty();
        } catch (Refused | CannotProceed e) {
            log.warn(e.getMessage());
            return Optional.of(e);
        }
    }

    private void verify(
            Target before,
            DeployOptions options,
            PreDeployBackup.Made made,
            Supplier<Target> again,
            Optional<RuntimeException> failure) {
        try (Target after = find(again, made)) {
            awaitHealthy(after, options);
            sayWhetherRecreated(before, after);
            Baseline baseline = made.manifest().baseline();
            Comparison.Result result = verify.verify(after, baseline);
            try {
                told.verified(after, baseline, result);
            } catch (Refused lost) {
                failure.ifPresent(lost::addSuppressed);
                if (options.autoRestore()) {
                    throw restored(after, made, lost);
                }
                throw lost;
            }
        } catch (PostgresError e) {
            throw before.explained(e);
        }
    }

    private Target find(Supplier<Target> again, PreDeployBackup.Made made) {
        try {
            return again.get();
        } catch (CannotProceed e) {
            throw new CannotProceed(
                    "The command has run, and the database is not there any more, or does not answer: " + e.getMessage()
                            + "\nLeave the volume alone, and see docker compose ps -a. The backup from before the deploy is "
                            + made.folder() + ". When the database is up: mvn dbguard:verify-counts",
                    e);
        }
    }

    private static void awaitHealthy(Target target, DeployOptions options) {
        if (target instanceof ContainerTarget container) {
            container.engine().awaitHealthy(container.container().id(), options.patience());
        }
    }

    private void sayWhetherRecreated(Target before, Target after) {
        if (before instanceof ContainerTarget one
                && after instanceof ContainerTarget other
                && !one.container().id().equals(other.container().id())) {
            log.warn("The command made the database's container anew, which a deploy of the application alone does not"
                    + " need: docker compose up -d --no-deps <service>. Its volume counts, and comes next.");
        }
    }

    /** The rows are back, and the deploy has failed all the same. */
    private RuntimeException restored(Target target, PreDeployBackup.Made made, Refused lost) {
        log.warn(lost.getMessage());
        try {
            told.restore(target, made.manifest().id());
        } catch (Refused | CannotProceed e) {
            lost.addSuppressed(e);
            return new CannotProceed(
                    "Rows were lost, and could not be brought back at once: " + e.getMessage()
                            + "\nThe backup is untouched: " + made.folder(),
                    lost);
        }
        DeployJournal.drop(DeployJournal.file(store.directory(), target.name()));
        return new Refused("The deploy lost rows. They were brought back from backup "
                + made.manifest().id()
                + ", and every one of its rows is there again. Find out which step of the command lost them before the next"
                + " deploy.");
    }
}
