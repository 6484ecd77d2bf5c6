package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.Manifest;
import io.github.dbguard.backup.Manifest.Verified;
import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.Image;
import io.github.dbguard.postgres.DatabaseProperties;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Identity.ContainerIdentity;
import io.github.dbguard.target.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A restore drill: the backup is restored into a throwaway server, on the image that it was made on, and every table is
 * counted against its manifest. Only this makes a backup "verified".
 */
public final class VerifyBackup {

    private final BackupStore store;
    private final Log log;
    private final Progress progress;

    public VerifyBackup(BackupStore store, Log log, Progress progress) {
        this.store = store;
        this.log = log;
        this.progress = progress;
    }

    /**
     * How to drill.
     *
     * @param backup an id, a path or {@code latest}
     * @param backupOf whose; null where the store holds one target's only
     * @param image to drill on; null for the one that the backup was made on
     * @param dockerHost null for the default
     */
    public record Options(
            String backup, String backupOf, String image, String dockerHost, int jobs, Duration lockTimeout) {}

    /** What was proven. */
    public record Proof(Manifest manifest, List<DatabaseCounts> databases, Duration duration) {}

    /**
     * Drills, and writes it into the manifest.
     *
     * @throws Refused when the backup is damaged, or does not hold what it has to; a proof from before is withdrawn then
     * @throws CannotProceed when it could not be drilled
     */
    public Proof verify(Options options) {
        Instant start = Instant.now();
        try (FolderLock lock = store.lock("verify-backup")) {
            ChosenBackup backup = new FindBackup(store, log).findAnywhere(options.backup(), options.backupOf());
            try {
                log.info("Checking every file of backup " + backup.id() + " of "
                        + backup.manifest().target() + ".");
                backup.requireWhole();
                return drilled(backup, options, start);
            } catch (Refused e) {
                if (backup.manifest().verified() != null) {
                    backup.manifest().verified(null).write(backup.folder());
                }
                throw e;
            }
        } finally {
            progress.finish();
        }
    }

    private Proof drilled(ChosenBackup backup, Options options, Instant start) {
        try (Engine engine = engine(options.dockerHost())) {
            engine.reapThrowaways().forEach(name -> log.warn("Removed " + name + ", which a killed run had left."));
            Image image = image(engine, backup.manifest(), options.image());
            log.info("Starting a throwaway server of " + described(backup.manifest(), image, options.image()) + ".");
            try (DrillServer server = DrillServer.start(
                    engine, options.dockerHost(), image.id(), backup.manifest().needs())) {
                List<DatabaseCounts> counts = drill(backup, server.target(), options);
                Verified proof = new Verified(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        "PostgreSQL " + server.target().identity().serverVersion() + ", image " + image.id());
                Manifest verified = backup.manifest().verified(proof);
                verified.write(backup.folder());
                return new Proof(verified, counts, Duration.between(start, Instant.now()));
            }
        }
    }

    private static Engine engine(String dockerHost) {
        try {
            return Engine.connect(dockerHost);
        } catch (CannotProceed e) {
            throw new CannotProceed(
                    "Could not drill: a throwaway server needs a Docker engine. " + e.getMessage()
                            + "\nThe backup counts as not verified. Its files are whole: every checksum is right.",
                    e);
        }
    }

    private List<DatabaseCounts> drill(ChosenBackup backup, Target target, Options options) {
        try (Load load = Load.into(target, options.jobs())) {
            List<Incoming> incoming = backup.databases(List.of(), null);
            requireFit(backup, target, incoming, load);
            boolean noTablespaces = roles(backup, target);
            Fill fill = new Fill(target, load, options.jobs(), options.lockTimeout(), progress);
            List<DatabaseCounts> counts = new ArrayList<>();
            for (Incoming one : incoming) {
                String scratch = Scratch.newName();
                DatabaseProperties kept = one.properties();
                DatabaseProperties properties = kept == null || !noTablespaces ? kept : kept.in("pg_default");
                try (Session outside = target.openMaintenance()) {
                    Scratch.create(
                            outside, scratch, properties, target.identity().major());
                    counts.add(fill.run(one, scratch, noTablespaces));
                    if (properties != null) {
                        properties.apply(scratch).forEach(outside::execute);
                    }
                }
            }
            return counts;
        } catch (PostgresError e) {
            throw target.explained(e);
        }
    }

    /** That this server cannot take it says nothing against the backup. */
    private void requireFit(ChosenBackup backup, Target target, List<Incoming> incoming, Load load) {
        try (Session session = target.openMaintenance()) {
            new Precheck(target, log).require(session, backup, incoming, load.freeBytes());
        } catch (Refused e) {
            throw new CannotProceed("Could not drill: " + e.getMessage() + "\nThe backup counts as not verified.", e);
        }
    }

    /** @return whether tablespaces of the backup are missing */
    private static boolean roles(ChosenBackup backup, Target target) {
        if (backup.globals().isEmpty()) {
            return false;
        }
        Roles roles = Roles.of(backup.globals().get());
        try (Session session = target.openMaintenance()) {
            roles.createMissing(session);
        }
        return !roles.tablespaces().isEmpty();
    }

    /** The very image that the backup was made on; else one of its name; else a stock one of that major version. */
    private static Image image(Engine engine, Manifest manifest, String wanted) {
        ContainerIdentity made = manifest.identity().container();
        if (wanted == null && made != null) {
            Optional<Image> same = engine.image(made.imageId());
            if (same.isPresent()) {
                return same.get();
            }
        }
        String name = wanted != null
                ? wanted
                : made != null
                        ? made.image()
                        : "postgres:" + manifest.identity().major();
        try {
            return engine.requireImage(name, "dbguard.drillImage");
        } catch (CannotProceed e) {
            throw new CannotProceed("Could not drill: " + e.getMessage() + "\nThe backup counts as not verified.", e);
        }
    }

    private static String described(Manifest manifest, Image image, String wanted) {
        ContainerIdentity made = manifest.identity().container();
        if (wanted != null || made == null) {
            return "image "
                    + (wanted == null ? "postgres:" + manifest.identity().major() : wanted);
        }
        return "image " + made.image()
                + (image.id().equals(made.imageId())
                        ? ", the very one that it was made on"
                        : " as it is now: the one that it was made on is gone");
    }
}
