package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Server;
import io.github.dbguard.postgres.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gets into a server by the first way that works, and stays with it. Waits while the server starts; a login that is
 * refused, or a database that is not there, is an answer and is not tried again.
 */
final class Connecting implements AutoCloseable {

    private static final long PAUSE_MILLIS = 500;

    /**
     * One way in.
     *
     * @param name for people
     */
    record Way(String name, Server server) {}

    private final String target;
    private final List<Way> ways;
    private final Duration wait;
    private final List<String> wanted;
    private final List<String> maintenance;
    private Way proven;
    private String maintenanceDatabase;
    private List<String> databases;
    private Facts facts;

    /**
     * @param wanted the databases that were asked for; empty for all
     * @param firstDatabase tried first for questions about the whole cluster; may be null
     */
    Connecting(String target, List<Way> ways, Duration wait, List<String> wanted, String firstDatabase) {
        this.target = target;
        this.ways = ways;
        this.wait = wait;
        this.wanted = wanted.stream().distinct().toList();
        List<String> names = new ArrayList<>();
        if (firstDatabase != null) {
            names.add(firstDatabase);
        }
        names.add("postgres");
        // The same for everybody, whatever was asked for: the lock of a backup is taken there.
        names.add("template1");
        names.addAll(wanted);
        this.maintenance = List.copyOf(names);
    }

    synchronized Session open(String database) {
        try {
            return reach(database);
        } catch (PostgresError e) {
            throw explained(e, database);
        }
    }

    private Session reach(String database) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            Map<String, PostgresError> failures = new LinkedHashMap<>();
            for (Way way : proven == null ? ways : List.of(proven)) {
                try {
                    Session session = way.server().open(database);
                    proven = way;
                    return session;
                } catch (PostgresError e) {
                    if (!e.connectionLost()) {
                        throw e;
                    }
                    failures.put(way.name(), e);
                }
            }
            if (System.nanoTime() > deadline) {
                throw unreachable(failures);
            }
            pause();
        }
    }

    private CannotProceed unreachable(Map<String, PostgresError> failures) {
        StringBuilder message = new StringBuilder("The server of " + target + " does not take connections"
                + (wait.isZero() ? "" : ", " + wait.toSeconds() + " s long") + ":");
        failures.forEach(
                (way, e) -> message.append("\n  ").append(way).append(": ").append(e.getMessage()));
        message.append("\nNothing was changed. See its log, and run it again when it is up"
                + " (wait longer with -Ddbguard.wait=<seconds>).");
        return new CannotProceed(
                message.toString(), failures.values().iterator().next());
    }

    private CannotProceed explained(PostgresError e, String database) {
        if (e.noSuchDatabase()) {
            return new CannotProceed(
                    "There is no database \"" + database + "\" on " + target + ".\nGuarded there are: " + existing()
                            + ". Name some of them with -Ddbguard.databases=, or leave the parameter out.",
                    e);
        }
        if (e.loginRefused()) {
            return new CannotProceed(
                    "The server of " + target + " refuses the login: " + e.getMessage()
                            + ".\nThe data is untouched, and"
                            + " no volume needs to go for this. Name the role with -Ddbguard.user= and the environment"
                            + " variable that holds its password with -Ddbguard.passwordEnv=.",
                    e);
        }
        return new CannotProceed("The server of " + target + " cannot be used: " + e.getMessage(), e);
    }

    private String existing() {
        try {
            return String.join(", ", all().keySet());
        } catch (RuntimeException e) {
            return "(they could not be listed)";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("Waiting for the server was interrupted. Nothing was changed.");
        }
    }

    /** Opens a session for questions about the whole cluster, on whichever database there is. */
    synchronized Session openMaintenance() {
        if (maintenanceDatabase != null) {
            return open(maintenanceDatabase);
        }
        PostgresError last = null;
        for (String name : maintenance) {
            try {
                Session session = reach(name);
                maintenanceDatabase = name;
                return session;
            } catch (PostgresError e) {
                if (!e.noSuchDatabase()) {
                    throw explained(e, name);
                }
                last = e;
            }
        }
        throw explained(last, maintenance.get(0));
    }

    /** As {@link #openMaintenance}, on none of these. template1 comes last: a session on it keeps CREATE DATABASE waiting. */
    synchronized Session openOutside(Collection<String> databases) {
        List<String> names = new ArrayList<>(List.of("postgres"));
        names.addAll(all().keySet());
        names.add("template1");
        names.removeAll(databases);
        PostgresError last = null;
        for (String name : names) {
            try {
                return reach(name);
            } catch (PostgresError e) {
                if (!e.noSuchDatabase() && !e.loginRefused()) {
                    throw explained(e, name);
                }
                last = e;
            }
        }
        throw new CannotProceed(
                "There is no database on " + target + " to work from: all that take connections are to"
                        + " be replaced.\nNothing was changed. CREATE DATABASE postgres, and run it again.",
                last);
    }

    /** The guarded databases that exist; each that was asked for has to. */
    synchronized List<String> databases() {
        if (databases == null) {
            Map<String, Long> all = all();
            for (String name : wanted) {
                if (!all.containsKey(name)) {
                    throw new CannotProceed("There is no database \"" + name + "\" on " + target + ".\nThere are: "
                            + String.join(", ", all.keySet())
                            + ". Name some of them with -Ddbguard.databases=, or leave the parameter out.");
                }
            }
            databases = wanted.isEmpty() ? List.copyOf(all.keySet()) : wanted;
        }
        return databases;
    }

    /** The oids of all databases, the ones that are not guarded too: those are not gone. */
    Map<String, Long> oids() {
        return all();
    }

    /** @param likely where the application is likely to be; may be null */
    String mainDatabase(String likely) {
        List<String> guarded = databases();
        if (likely != null && guarded.contains(likely)) {
            return likely;
        }
        return guarded.stream().filter(d -> !d.equals("postgres")).findFirst().orElse(guarded.get(0));
    }

    Catalogue.Cluster cluster() {
        return facts().cluster();
    }

    /** How sessions get in, for people. */
    synchronized String way() {
        return proven == null ? "none yet" : proven.name();
    }

    private Map<String, Long> all() {
        return new TreeMap<>(facts().oids());
    }

    /** What a session on any database says of the whole cluster. */
    private record Facts(Catalogue.Cluster cluster, Map<String, Long> oids) {}

    /** Read once: within one goal the cluster stays the one that was found. */
    private synchronized Facts facts() {
        if (facts == null) {
            try (Session session = openMaintenance()) {
                Map<String, Long> oids = new TreeMap<>();
                Catalogue.databases(session).forEach(d -> oids.put(d.name(), d.oid()));
                facts = new Facts(Catalogue.cluster(session), oids);
            } catch (PostgresError e) {
                throw explained(e, "");
            }
        }
        return facts;
    }

    @Override
    public void close() {
        ways.forEach(w -> w.server().close());
    }
}
