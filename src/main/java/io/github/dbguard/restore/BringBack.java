package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.Manifest.DatabaseBackup;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.DatabaseProperties;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.restore.RestoreJournal.Change;
import io.github.dbguard.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The part of a restore that is in the journal: from the first scratch database to the word to the baseline. */
final class BringBack {

    private final BackupStore store;
    private final Target target;
    private final Load load;
    private final RestoreOptions options;
    private final Log log;
    private final Progress progress;
    private boolean noTablespaces;
    private boolean swapping;

    BringBack(BackupStore store, Target target, Load load, RestoreOptions options, Log log, Progress progress) {
        this.store = store;
        this.target = target;
        this.load = load;
        this.options = options;
        this.log = log;
        this.progress = progress;
    }

    /** @param safety the backup of what is there; null when there is none */
    RestoreOutcome run(RestoreJournal journal, Source source, List<Incoming> wanted, PreDeployBackup.Made safety) {
        Instant start = Instant.now();
        Path file = RestoreJournal.file(store.directory(), target.name());
        journal.write(file);
        List<String> roles = new ArrayList<>();
        List<DatabaseCounts> counted = new ArrayList<>();
        Fill fill = new Fill(target, load, options.jobs(), options.lockTimeout(), progress);
        try {
            List<String> prepared = new ArrayList<>();
            try (Session outside = target.openOutside(names(journal))) {
                roles.addAll(roles(source, outside));
                for (int i = 0; i < wanted.size(); i++) {
                    Change change = journal.changes().get(i);
                    DatabaseProperties properties = properties(source, wanted.get(i), change, outside);
                    Scratch.create(
                            outside,
                            change.scratch(),
                            properties,
                            target.identity().major());
                    prepared.addAll(properties == null ? List.of() : properties.apply(change.scratch()));
                }
            }
            for (int i = 0; i < wanted.size(); i++) {
                counted.add(fill.run(wanted.get(i), journal.changes().get(i).scratch(), noTablespaces));
            }
            RestoreJournal ready;
            // A new one: the load may have taken hours.
            try (Session outside = target.openOutside(names(journal))) {
                ready = journal.beforeSwap(Catalogue.everyDatabase(outside));
                ready.write(file);
                swapping = true;
                new Swap(target).run(outside, journal.changes(), prepared);
            }
            new RestoreRecovery(store, target, log).tellBaseline(ready);
            RestoreJournal.drop(file);
        } catch (RuntimeException e) {
            requireInPlace(e);
        }
        return outcome(journal, wanted, counted, safety, roles, Duration.between(start, Instant.now()));
    }

    private static List<String> names(RestoreJournal journal) {
        List<String> names = new ArrayList<>();
        journal.changes().forEach(change -> {
            names.add(change.database());
            names.add(change.scratch());
        });
        return names;
    }

    private List<String> roles(Source source, Session outside) {
        if (source.globals().isEmpty()) {
            return List.of();
        }
        Roles roles = Roles.of(source.globals().get());
        Set<String> tablespaces = roles.tablespaces();
        tablespaces.removeAll(Catalogue.tablespaces(outside));
        noTablespaces = !tablespaces.isEmpty();
        if (noTablespaces) {
            log.warn("The target lacks the tablespace " + String.join(", ", tablespaces)
                    + ": everything is restored into the default one.");
        }
        List<String> made = roles.createMissing(outside);
        if (!made.isEmpty()) {
            log.info("Made the missing roles " + String.join(", ", made) + ", as the backup has them.");
            if (!roles.holdPasswords()) {
                log.warn("The backup knows no passwords: set those of the roles that log in (ALTER ROLE … PASSWORD).");
            }
        }
        return made;
    }

    /**
     * Those of the live database: they may have changed since on purpose. In another cluster than that of the backup they are
     * those of a database that an image has made, and what the backup kept counts.
     */
    private DatabaseProperties properties(Source source, Incoming incoming, Change change, Session outside) {
        boolean elsewhere = !target.identity().systemIdentifier().equals(source.systemIdentifier());
        if (change.kept() == null || (elsewhere && incoming.properties() != null)) {
            DatabaseProperties properties = incoming.properties();
            return properties == null || !noTablespaces ? properties : properties.in("pg_default");
        }
        return DatabaseProperties.read(outside, change.database());
    }

    /**
     * Whatever happened, the names on the server tell what is to be done about it. Returns when the swap had happened: then
     * it was only the answer that was lost.
     */
    private void requireInPlace(RuntimeException e) {
        try {
            load.removeLeftovers();
            if (new RestoreRecovery(store, target, log).run()) {
                return;
            }
        } catch (RuntimeException unreachable) {
            e.addSuppressed(unreachable);
            throw new CannotProceed(
                    e.getMessage() + "\nWhat the restore left could not be cleared away now ("
                            + unreachable.getMessage() + "): the next goal of dbguard on this target does it. "
                            + (swapping
                                    ? "All of the databases were swapped or none, which it tells as well."
                                    : "The live database is untouched."),
                    e);
        }
        throw e;
    }

    private static RestoreOutcome outcome(
            RestoreJournal journal,
            List<Incoming> wanted,
            List<DatabaseCounts> counted,
            PreDeployBackup.Made safety,
            List<String> roles,
            Duration duration) {
        List<RestoreOutcome.Back> back = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Change change = journal.changes().get(i);
            back.add(new RestoreOutcome.Back(
                    change.database(),
                    change.kept(),
                    before(safety, change.database()),
                    counted.get(i),
                    wanted.get(i).counts() != null));
        }
        return new RestoreOutcome(journal.backup(), safety == null ? null : safety.folder(), roles, back, duration);
    }

    private static DatabaseCounts before(PreDeployBackup.Made safety, String database) {
        return safety == null
                ? null
                : safety.manifest().databases().stream()
                        .filter(d -> d.name().equals(database))
                        .map(DatabaseBackup::counts)
                        .findFirst()
                        .orElse(null);
    }
}
