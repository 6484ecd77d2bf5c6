package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.backup.ServerLock;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.restore.RestoreJournal.Change;
import io.github.dbguard.restore.RestorePlan.Replacement;
import io.github.dbguard.target.Target;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Brings a backup back. Each database is restored beside the live one, counted against what was counted when it was dumped,
 * and put in its place by name; the one that was there stays, under another name.
 *
 * <p>Invariant: until everything that is to come is whole and counted, nothing that serves is touched.
 */
public final class Restore {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);
    private static final int LONGEST_NAME = 63;

    private final BackupStore store;
    private final PreDeployBackup safety;
    private final Log log;
    private final Progress progress;

    /** @param safety makes the backup of what is there */
    public Restore(BackupStore store, PreDeployBackup safety, Log log, Progress progress) {
        this.store = store;
        this.safety = safety;
        this.log = log;
        this.progress = progress;
    }

    /**
     * Restores.
     *
     * @param confirm is told what is going to happen, and throws when the user does not want it
     * @throws io.github.dbguard.Refused when the backup is damaged or does not fit
     * @throws CannotProceed when any step failed; the live databases are as they were
     */
    public RestoreOutcome restore(Target target, RestoreOptions options, Consumer<RestorePlan> confirm) {
        try (FolderLock lock = store.lock("restore of " + target.name())) {
            new RestoreRecovery(store, target, log).run();
            ForeignSource.removeLeftovers(store.directory(), log);
            List<String> databases = options.databases().isEmpty() ? target.wanted() : options.databases();
            try (Source source =
                    new FindBackup(store, log).source(options.backup(), target.name(), options.backupOf(), databases)) {
                log.info("Checking all of backup " + source.id() + ".");
                source.requireWhole();
                source.remarks().forEach(log::warn);
                List<Incoming> incoming = source.databases(databases, target::mainDatabase);
                sayWhatIsLeft(source, incoming);
                return locked(target, options, source, incoming, confirm);
            }
        } catch (PostgresError e) {
            throw target.explained(e);
        } finally {
            progress.finish();
        }
    }

    /** Of a backup of several databases only the one comes back that the URL names. */
    private void sayWhatIsLeft(Source source, List<Incoming> incoming) {
        List<String> left = new ArrayList<>(source.names());
        left.removeAll(incoming.stream().map(Incoming::database).toList());
        if (!left.isEmpty()) {
            log.info("Of the backup " + String.join(", ", left) + " is not restored: it would have to be named with"
                    + " -Ddbguard.databases=");
        }
    }

    private RestoreOutcome locked(
            Target target,
            RestoreOptions options,
            Source source,
            List<Incoming> incoming,
            Consumer<RestorePlan> confirm) {
        List<String> names = incoming.stream().map(Incoming::database).toList();
        try (ServerLock lock = ServerLock.acquire(ServerLock.Work.RESTORE, target.openOutside(names), target);
                Load load = Load.into(target, options.jobs())) {
            Map<String, Long> there;
            try (Session outside = target.openOutside(names)) {
                there = clean(target, outside, load);
                new Precheck(target, log).require(outside, source, incoming, load.freeBytes());
            }
            List<Incoming> wanted = options.databases().isEmpty() ? withoutEmpty(incoming, there) : incoming;
            RestoreJournal journal = journal(target, source, wanted, there);
            confirm.accept(plan(target, source, wanted, journal));
            PreDeployBackup.Made before = options.safety() ? safetyBackup(target, journal) : null;
            return new BringBack(store, target, load, options, log, progress).run(journal, source, wanted, before);
        }
    }

    /** Removes what killed restores left on the server. @return every database that is there then, with its oid */
    private Map<String, Long> clean(Target target, Session outside, Load load) {
        // Of the container too, whatever the server holds: another goal may have undone the rest.
        load.removeLeftovers();
        List<String> left = Catalogue.inFlight(outside);
        if (!left.isEmpty()) {
            left.forEach(name -> Scratch.drop(target, outside, name));
            log.warn("Removed " + String.join(", ", left) + ", which a restore that was killed had left.");
        }
        return Catalogue.everyDatabase(outside);
    }

    /** The databases that every cluster has and nobody uses, {@code postgres} above all, need not be replaced by themselves. */
    private List<Incoming> withoutEmpty(List<Incoming> incoming, Map<String, Long> there) {
        List<Incoming> wanted = new ArrayList<>();
        for (Incoming one : incoming) {
            boolean empty = one.counts() != null
                    && one.counts().tables().isEmpty()
                    && one.counts().leftOut().isEmpty();
            if (empty && there.containsKey(one.database())) {
                log.info("Database " + one.database()
                        + " held no table when it was backed up: the one that is there stays.");
            } else {
                wanted.add(one);
            }
        }
        if (wanted.isEmpty()) {
            throw new CannotProceed("The backup holds no table at all in "
                    + incoming.stream().map(Incoming::database).collect(Collectors.joining(", "))
                    + ", so there is nothing to restore.\nNothing was changed."
                    + " To put an empty database in the place of a live one all the same, name it with"
                    + " -Ddbguard.databases=");
        }
        return wanted;
    }

    private static RestoreJournal journal(
            Target target, Source source, List<Incoming> wanted, Map<String, Long> there) {
        Instant now = Instant.now();
        Set<String> taken = new HashSet<>(there.keySet());
        List<Change> changes = wanted.stream()
                .map(one -> new Change(
                        one.database(),
                        Scratch.newName(),
                        there.containsKey(one.database()) ? keptName(one.database(), now, taken) : null,
                        null))
                .toList();
        return new RestoreJournal(
                RestoreJournal.FORMAT,
                target.name(),
                source.id(),
                source.path().toAbsolutePath().toString(),
                target.identity().systemIdentifier(),
                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                false,
                changes);
    }

    /** {@code app_before_20261120_101500}, which no database is called and no other one will be. */
    private static String keptName(String database, Instant now, Set<String> taken) {
        String suffix = "_before_" + STAMP.format(now);
        String name = cut(database, suffix);
        for (int n = 2; !taken.add(name); n++) {
            name = cut(database, suffix + "_" + n);
        }
        return name;
    }

    /** A name that is longer than the server takes would be cut by it, so it is cut here. */
    private static String cut(String stem, String suffix) {
        String cut = stem;
        while ((cut + suffix).getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut + suffix;
    }

    private static RestorePlan plan(Target target, Source source, List<Incoming> wanted, RestoreJournal journal) {
        List<Replacement> replacements = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Incoming one = wanted.get(i);
            replacements.add(new Replacement(
                    one.database(),
                    one.counts() == null ? -1 : one.counts().rows(),
                    journal.changes().get(i).kept()));
        }
        return new RestorePlan(target.name(), target.description(), source.id(), source.createdAt(), replacements);
    }

    /** Of the databases that are to be put aside and hold a table. Null when there is none. */
    private PreDeployBackup.Made safetyBackup(Target target, RestoreJournal journal) {
        List<String> holding = journal.changes().stream()
                .filter(change -> change.kept() != null)
                .map(Change::database)
                .filter(database -> holdsTables(target, database))
                .toList();
        if (holding.isEmpty()) {
            log.info("There is no table in what is to be replaced: no safety backup is needed.");
            return null;
        }
        log.info("Safety backup of what is there: " + String.join(", ", holding) + ".");
        try {
            return safety.makeSafety(target, "before-restore", holding);
        } catch (CannotProceed e) {
            throw new CannotProceed(
                    "No safety backup of what is there could be made, so nothing was restored.\n"
                            + e.getMessage() + "\nThe live database is kept under another name either way: with"
                            + " -Ddbguard.safetyBackup=false it is restored without that backup.",
                    e);
        }
    }

    private static boolean holdsTables(Target target, String database) {
        try (Session session = target.open(database)) {
            return !Catalogue.relations(session).isEmpty();
        }
    }
}
