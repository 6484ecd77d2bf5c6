package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.backup.BackupStore;
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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
        Path journal = store.deployJournal(target.name());
        store.prepare();
        try (FolderLock lock =
                FolderLock.acquire(journal.getParent(), "guarded-deploy of " + target.name(), Duration.ZERO)) {
            DeployJournal.read(journal)
                    .ifPresent(
                            earlier -> new UnsettledDeploy(earlier, journal, store, log).settle(target, verify, told));
            OtherDeploys.of(store, target.name()).requireThere(() -> namesOnEngine(target), log);
            preflight(target, options);
            PreDeployBackup.Made made = backup.make(target, options.label());
            told.backedUp(made);
            pin(target);
            DeployInFlight flight = new DeployInFlight(
                    journal,
                    DeployJournal.begin(
                            target.name(),
                            made.manifest().id(),
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()),
                    made,
                    options);
            flight.at(DeployJournal.Step.COMMAND);
            Optional<RuntimeException> failure = run(flight);
            flight.at(DeployJournal.Step.VERIFY);
            verify(target, flight, again, failure);
            DeployJournal.drop(journal);
            failure.ifPresent(e -> {
                throw counted(e);
            });
        }
    }

    /** Through a URL no other target is seen. */
    private static Set<String> namesOnEngine(Target target) {
        return target instanceof ContainerTarget container ? container.namesOnEngine() : Set.of();
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

    private void pin(Target target) {
        if (PinState.of(target).isPresent()) {
            told.pinned(PinVolume.pin(target));
        } else if (target instanceof ContainerTarget) {
            log.info("Nothing to pin: the data of " + target.description() + " lies on no volume of the engine.");
        } else {
            log.info("Nothing to pin: what the data lies on is not seen through a URL.");
        }
    }

    private void preflight(Target target, DeployOptions options) {
        List<Line> lines = Preflight.of(target, store, options.folder(), options.composeFile(), Instant.now())
                .look();
        told.preflight(lines);
        String unsafe = lines.stream()
                .filter(line -> options.failOn() != null && line.severity().compareTo(options.failOn()) >= 0)
                .map(Line::name)
                .collect(Collectors.joining(", "));
        if (!unsafe.isEmpty()) {
            throw new Refused("It is not safe to deploy: see the lines of preflight above. It is about: " + unsafe
                    + ".\nNothing was run and nothing was changed. Mend what they say, or let worse pass with"
                    + " -Ddbguard.failOn=none");
        }
    }

    /** Empty when it went well. Either way the rows are counted next. */
    private Optional<RuntimeException> run(DeployInFlight flight) {
        DeployOptions options = flight.options();
        log.info("Deploying: " + options.command());
        try {
            ShellCommand.run(
                    options.command(),
                    options.folder(),
                    options.limit(),
                    log,
                    "The backup from before it is " + flight.made().folder() + ".",
                    flight::runBy);
            return Optional.empty();
        } catch (Refused | CannotProceed e) {
            log.warn(e.getMessage());
            return Optional.of(e);
        }
    }

    /** The command's failure, now that no row is lost by it. */
    private static RuntimeException counted(RuntimeException failure) {
        String message = failure.getMessage() + "\nThe rows were counted all the same, and none is lost.";
        return failure instanceof Refused ? new Refused(message) : new CannotProceed(message, failure);
    }

    private void verify(
            Target before, DeployInFlight flight, Supplier<Target> again, Optional<RuntimeException> failure) {
        try (Target after = find(again, flight, failure)) {
            sayWhetherRecreated(before, after);
            Baseline baseline = flight.made().manifest().baseline();
            try {
                told.verified(after, baseline, verify.verify(after, baseline));
            } catch (CannotProceed e) {
                throw uncounted(e, flight, failure);
            } catch (PostgresError e) {
                throw uncounted(after.explained(e), flight, failure);
            } catch (Refused lost) {
                flight.at(DeployJournal.Step.LOST);
                failure.ifPresent(lost::addSuppressed);
                if (flight.options().autoRestore()) {
                    throw restored(after, flight, lost);
                }
                throw lost;
            }
            baseline.note(store.baseline(), false);
        }
    }

    /** The target as the command has left it. */
    private static Target find(Supplier<Target> again, DeployInFlight flight, Optional<RuntimeException> failure) {
        Target target = null;
        try {
            target = again.get();
            awaitHealthy(target, flight.options());
            return target;
        } catch (CannotProceed | PostgresError e) {
            if (target != null) {
                target.close();
            }
            throw afterTheCommand(
                    howItEnded(failure)
                            + "The command has run, and the database is not there any more, or does not answer: "
                            + e.getMessage().replace("Nothing was changed. ", "")
                            + "\nLeave the volume alone, and see docker compose ps -a. The backup from before the deploy"
                            + " is " + flight.made().folder() + ". When the database is up: mvn dbguard:verify-counts",
                    e);
        }
    }

    /** It was said in full before; here comes what it was about. */
    private static String howItEnded(Optional<RuntimeException> failure) {
        return failure.map(f -> f.getMessage().lines().findFirst().orElse("") + "\n")
                .orElse("");
    }

    private static CannotProceed uncounted(
            CannotProceed why, DeployInFlight flight, Optional<RuntimeException> failure) {
        // A count changes nothing and may be run again; neither is true of a deploy.
        String said = why.getMessage().split("\\s*Nothing was changed", 2)[0];
        return afterTheCommand(
                howItEnded(failure) + "The command has run, and the rows could not be counted: " + said
                        + "\nWhether one is lost is not known. The backup from before the deploy is "
                        + flight.made().folder() + ". When that is mended: mvn dbguard:verify-counts",
                why);
    }

    /** Maven adds to a message what its causes say, and what a count says is not true of a deploy. */
    private static CannotProceed afterTheCommand(String message, RuntimeException why) {
        CannotProceed told = new CannotProceed(message);
        told.addSuppressed(why);
        return told;
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
    private RuntimeException restored(Target target, DeployInFlight flight, Refused lost) {
        log.warn(lost.getMessage());
        String id = flight.made().manifest().id();
        try {
            told.restore(target, id);
        } catch (Refused | CannotProceed e) {
            lost.addSuppressed(e);
            return new CannotProceed(
                    "Rows were lost, and could not be brought back at once: " + e.getMessage()
                            + "\nThe backup is untouched: " + flight.made().folder(),
                    lost);
        }
        DeployJournal.drop(flight.file());
        return new Refused("The deploy lost rows. They were brought back from backup " + id
                + ", and every one of its rows is there again. Find out which step of the command lost them before the next"
                + " deploy.");
    }
}
