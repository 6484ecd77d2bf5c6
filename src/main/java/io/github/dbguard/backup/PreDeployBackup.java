package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.archive.Room;
import io.github.dbguard.backup.Manifest.DatabaseBackup;
import io.github.dbguard.backup.Manifest.ServerNeeds;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.CountDatabase;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.counts.Figures;
import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.counts.Unseen;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.DatabaseProperties;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Identity;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.UrlTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A backup and the baseline, from one snapshot: what verify-counts compares with is exactly what can be restored.
 *
 * <p>Invariant: the baseline is replaced last, after the backup has its final name.
 */
public final class PreDeployBackup {

    private static final long ROOM_FOR_A_START = 64L << 20;
    private static final int MOST_TOLD = 5;
    private static final String GLOBALS = "globals.sql";

    private final BackupStore store;
    private final DumpOptions dumping;
    private final CountOptions counting;
    private final String version;
    private final Log log;
    private final Progress progress;

    /** @param version dbguard's own, for the manifest */
    public PreDeployBackup(
            BackupStore store, DumpOptions dumping, CountOptions counting, String version, Log log, Progress progress) {
        this.store = store;
        this.dumping = dumping;
        this.counting = counting;
        this.version = version;
        this.log = log;
        this.progress = progress;
    }

    /** Makes a backup that retention may delete one day. */
    public Made make(Target target, String label) {
        return make(target, label, false);
    }

    /**
     * Makes the backup.
     *
     * @param label the user's words for it; may be null
     * @param pinned whether retention must let it be
     * @return its folder and what it holds
     */
    public Made make(Target target, String label, boolean pinned) {
        try (FolderLock lock = store.lock("pre-deploy-backup of " + target.name())) {
            Made made = make(target, new About(label, target.databases(), false, pinned ? true : null));
            write(made.manifest.baseline());
            warnOfSharpFall(made);
            return made;
        }
    }

    /** While rows are lost, what is left is no measure: the next verify-counts would find nothing missing. */
    private void write(Baseline now) {
        Optional<Baseline> before = Baseline.present(store.baseline());
        before.flatMap(one -> one.lostTo(now)).ifPresent(log::warn);
        before.filter(one -> one.target().equals(now.target()))
                .flatMap(one -> unsettled(one, now).map(why -> stays(one, why)))
                .ifPresentOrElse(log::warn, () -> now.write(store.baseline()));
    }

    private static String stays(Baseline before, String why) {
        return "The baseline of " + before.createdAt() + " stays: " + why
                + " verify-counts goes on comparing with it. Bring the rows back"
                + (before.backup() == null ? "" : " (mvn dbguard:restore -Ddbguard.backup=" + before.backup() + ")")
                + ", or accept what is there: mvn dbguard:record-counts";
    }

    /** Why the next baseline must not take its place yet; empty where it may. */
    private Optional<String> unsettled(Baseline before, Baseline now) {
        if (before.failedAt() != null) {
            return Optional.of("rows of it were found to be lost at " + before.failedAt() + ".");
        }
        if (inJournals(before)) {
            return Optional.of("a deploy after it was cut short, and nobody has shown that it lost no row.");
        }
        List<String> unseen = Unseen.since(before, now);
        return unseen.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "no verify-counts has run since, and there was " + Figures.listed(unseen, MOST_TOLD) + ".");
    }

    private boolean inJournals(Baseline before) {
        try {
            return before.backup() != null && store.inJournals(before.target()).contains(before.backup());
        } catch (CannotProceed damaged) {
            // Of this baseline, for all that anybody knows.
            return true;
        }
    }

    /** The backup is made by now, whatever may be wrong with those before it. */
    private void warnOfSharpFall(Made made) {
        StoredBackup now = StoredBackup.of(made.folder, made.manifest);
        try {
            new BackupCatalogue(store)
                    .before(now.target(), now.id())
                    .map(before -> SharpFall.warning(before, now))
                    .ifPresent(log::warn);
        } catch (CannotProceed e) {
            log.warn("The new backup is whole, and was compared with none before it: " + e.getMessage());
        }
    }

    /**
     * Makes a backup of what a restore is about to put aside. The baseline stays as it is: it is about what comes back.
     * Only with the store's lock held.
     */
    public Made makeSafety(Target target, String label, List<String> databases) {
        return make(target, new About(label, databases, true, null));
    }

    /** What the manifest says of a backup, and its files do not. */
    private record About(String label, List<String> databases, boolean safety, Boolean pinned) {}

    private Made make(Target target, About about) {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (Cancellation cancellation = new Cancellation(progress)) {
            store.removePartial(target.name(), log);
            String id = store.newId(target.name(), start, about.label);
            Path folder = store.folder(target.name());
            Room.require(folder, ROOM_FOR_A_START, "A backup");
            Path partial = folder.resolve(id + BackupStore.PARTIAL);
            Durable.createPrivateFolders(partial.resolve("dump"));
            try {
                Manifest manifest = write(target, id, about, start, partial, cancellation);
                Durable.publish(partial, folder.resolve(id));
                return new Made(folder.resolve(id), manifest, Duration.between(start, Instant.now()));
            } catch (RuntimeException e) {
                throw discarded(partial, cancellation.reason(e));
            }
        } catch (PostgresError e) {
            throw target.explained(e);
        }
    }

    private static RuntimeException discarded(Path partial, RuntimeException failure) {
        try {
            Durable.deleteTree(partial);
        } catch (CannotProceed alsoFailed) {
            // It keeps its partial name, and the next run removes it. Why it came to this is what to tell.
            failure.addSuppressed(alsoFailed);
        }
        return failure;
    }

    /** What was made, and how long it took. */
    public record Made(Path folder, Manifest manifest, Duration duration) {}

    private Manifest write(
            Target target, String id, About about, Instant start, Path partial, Cancellation cancellation) {
        Identity identity = target.identity();
        List<FileDigest> files = new ArrayList<>();
        List<DatabaseBackup> databases = new ArrayList<>();
        String tool;
        try (ServerLock lock = target instanceof ContainerTarget
                        ? ServerLock.acquire(ServerLock.Work.BACKUP, target.openMaintenance(), target)
                        : null;
                Dump dump = dumpOf(target)) {
            tool = dump.tool();
            cancellation.running(dump);
            files.add(dump.globals(partial, GLOBALS));
            for (String database : about.databases) {
                cancellation.check();
                databases.add(oneDatabase(target, dump, database, identity.major(), partial, files, cancellation));
            }
        } finally {
            cancellation.running(null);
        }
        long bytes = files.stream().mapToLong(FileDigest::bytes).sum();
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                id,
                target.name(),
                start.toString(),
                null,
                version,
                about.label,
                about.safety,
                about.pinned,
                dumping.format(),
                tool,
                identity,
                needs(target.cluster()),
                counting.mode(),
                databases,
                bytes,
                files);
        Checksums.write(partial.resolve("SHA256SUMS"), files);
        manifest.write(partial);
        return manifest;
    }

    private static ServerNeeds needs(Catalogue.Cluster cluster) {
        String libraries = cluster.preloadLibraries() == null ? "" : cluster.preloadLibraries();
        return new ServerNeeds(libraries, cluster.bootstrapRole());
    }

    private Dump dumpOf(Target target) {
        if (target instanceof ContainerTarget container) {
            ContainerDump dump = new ContainerDump(ContainerTools.inside(container), dumping, log);
            dump.removeLeftovers();
            return dump;
        }
        UrlTarget url = (UrlTarget) target;
        HostTools tools;
        try {
            tools = HostTools.atLeast(url.identity().major(), url);
        } catch (CannotProceed noTools) {
            return ClientDump.start(url, dumping, log, noTools);
        }
        return new HostDump(url, tools, dumping, log);
    }

    private DatabaseBackup oneDatabase(
            Target target,
            Dump dump,
            String database,
            int major,
            Path partial,
            List<FileDigest> files,
            Cancellation cancellation) {
        try (Snapshot snapshot = Snapshot.take(target, database, counting.lockTimeout())) {
            // Asked before the counting takes the snapshot's session: it would have to wait for that.
            long dataBytes = snapshot.dataBytes();
            long databaseBytes = snapshot.databaseBytes();
            DatabaseProperties properties = snapshot.properties();
            List<String> extensions = snapshot.extensions();
            Counted counted = dumpAndCount(snapshot, dataBytes, dump, major, partial, cancellation);
            snapshot.proveUnchanged();
            files.addAll(counted.dumped.files());
            return new DatabaseBackup(
                    database,
                    counted.dumped.path(),
                    counted.dumped.format(),
                    databaseBytes,
                    properties,
                    extensions,
                    counted.counts);
        }
    }

    private record Counted(Dump.Dumped dumped, DatabaseCounts counts) {}

    /** Counted while it is dumped: both only read, and the dump leaves the server's other cores idle. */
    private Counted dumpAndCount(
            Snapshot snapshot, long dataBytes, Dump dump, int major, Path partial, Cancellation cancellation) {
        try (Beside<DatabaseCounts> counts = Beside.run(
                "dbguard-count",
                () -> new CountDatabase(major, counting).count(snapshot, Progress.NONE),
                cancellation::cancel)) {
            DumpProgress shown = new DumpProgress(
                    cancellation,
                    "dump " + snapshot.database(),
                    snapshot.relations().size());
            return new Counted(dump.dump(snapshot, dataBytes, partial, shown), counts.result());
        }
    }
}
