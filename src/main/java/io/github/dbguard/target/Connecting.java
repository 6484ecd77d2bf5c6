package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Gets into a server by the first way that works, and stays with it. Waits while the server starts; a login that is
 * refused, or a database that is not there, is an answer and is not tried again.
 */
final class Connecting implements AutoCloseable {

    private static final long PAUSE_MILLIS = 500;

    /** The ways in that are known at once, and those that are looked for when one of them refuses the login. */
    interface Ways {

        List<Way> first();

        /** @param refusing led to the server, and its login was refused */
        List<Way> further(Way refusing);
    }

    private final String target;
    private final Ways ways;
    private List<Way> first;
    private List<Way> further;
    private final Duration wait;
    private final List<String> wanted;
    private final boolean mayLack;
    private final List<String> maintenance;
    private final String hint;
    private List<String> refused = List.of();
    private Way proven;
    private String maintenanceDatabase;
    private List<String> databases;
    private Facts facts;

    /**
     * @param wanted the databases that were asked for; empty for all
     * @param mayLack whether some of them may be missing
     * @param firstDatabase tried first for questions about the whole cluster; may be null
     * @param hint what else there is to do when the login is refused; may be empty
     */
    Connecting(
            String target,
            Ways ways,
            Duration wait,
            List<String> wanted,
            boolean mayLack,
            String firstDatabase,
            String hint) {
        this.hint = hint;
        this.target = target;
        this.ways = ways;
        this.wait = wait;
        this.wanted = wanted.stream().distinct().toList();
        this.mayLack = mayLack;
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
        Way before = proven;
        while (true) {
            Map<String, PostgresError> failures = new LinkedHashMap<>();
            Way refusing = null;
            Session session = null;
            boolean closedInside = false;
            for (Way way : proven == null ? firstWays() : List.of(proven)) {
                if (way.port() != null && closedInside) {
                    // Who answers at that port here is another server.
                    continue;
                }
                session = attempt(way, database, failures);
                if (session != null || failures.get(way.name()).loginRefused()) {
                    refusing = way;
                    break;
                }
                closedInside |= way.port() == null && failures.get(way.name()).nobodyListens();
            }
            if (session == null && refusing != null && proven != null) {
                // The password has been changed since: another may be right by now.
                proven = null;
                continue;
            }
            if (session == null && refusing != null) {
                for (Way way : furtherWays(refusing)) {
                    session = session == null ? attempt(way, database, failures) : session;
                }
            }
            if (session != null) {
                return session;
            }
            // A server that comes up may refuse one way because it is not yet there for the other.
            if (failures.values().stream().noneMatch(PostgresError::comingOrGoing)) {
                for (PostgresError e : failures.values()) {
                    if (e.loginRefused()) {
                        refused = List.copyOf(failures.keySet());
                        // It was this database that nobody is let into: for others, what was proven stays.
                        proven = before;
                        throw e;
                    }
                }
            }
            if (System.nanoTime() > deadline) {
                throw unreachable(failures);
            }
            pause();
        }
    }

    /** Null when it does not lead to a session; why not is added to the failures. */
    private Session attempt(Way way, String database, Map<String, PostgresError> failures) {
        try {
            Session session = way.open(database);
            proven = way;
            return session;
        } catch (PostgresError e) {
            if (!e.connectionLost() && !e.loginRefused()) {
                throw e;
            }
            failures.put(way.name(), e);
            return null;
        }
    }

    private List<Way> firstWays() {
        if (first == null) {
            first = ways.first();
        }
        return first;
    }

    private List<Way> furtherWays(Way refusing) {
        if (further == null) {
            further = ways.further(refusing);
        }
        return further;
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
                    "The server of " + target + " refuses the login: " + e.getMessage() + ".\nTried: "
                            + String.join(", ", refused) + ".\nThe data is untouched, and"
                            + " no volume needs to go for this. Name the role with -Ddbguard.user= and the environment"
                            + " variable that holds its password with -Ddbguard.passwordEnv=." + hint,
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

    List<String> wanted() {
        return wanted;
    }

    /** The guarded databases that exist; each that was asked for has to, where none may be missing. */
    synchronized List<String> databases() {
        if (databases == null) {
            Map<String, Long> all = all();
            List<String> there = wanted.stream().filter(all::containsKey).toList();
            if (!mayLack && there.size() < wanted.size()) {
                List<String> lost = new ArrayList<>(wanted);
                lost.removeAll(there);
                throw new CannotProceed("There is no database \"" + lost.get(0) + "\" on " + target + ".\nThere are: "
                        + String.join(", ", all.keySet())
                        + ". Name those that are meant with -Ddbguard.databases=. If it is lost, a backup brings it back:"
                        + " mvn dbguard:restore");
            }
            databases = wanted.isEmpty() ? List.copyOf(all.keySet()) : there;
        }
        return databases;
    }

    /** The oids of all databases, the ones that are not guarded too: those are not gone. */
    Map<String, Long> oids() {
        return all();
    }

    /**
     * @param likely where the application is likely to be; may be null
     * @throws CannotProceed when none of the guarded databases is there
     */
    String mainDatabase(String likely) {
        List<String> guarded = databases();
        if (guarded.isEmpty()) {
            throw new CannotProceed("On " + target + " there is none of the databases that could be meant. There are: "
                    + (all().isEmpty() ? "templates only" : existing())
                    + ".\nNothing was changed. Name the one that is meant: -Ddbguard.databases=");
        }
        if (likely != null && guarded.contains(likely)) {
            return likely;
        }
        return guarded.stream().filter(d -> !d.equals("postgres")).findFirst().orElse(guarded.get(0));
    }

    Catalogue.Cluster cluster() {
        return facts().cluster();
    }

    /** The way and the login that have been proven; null before the first session. */
    synchronized Way proven() {
        return proven;
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
    public synchronized void close() {
        Stream.of(first, further)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .forEach(w -> w.server().close());
    }
}
