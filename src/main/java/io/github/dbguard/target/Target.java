package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import java.util.Collection;
import java.util.List;

/** The PostgreSQL server being guarded. Closing it ends nothing on the server but dbguard's own sessions. */
public sealed interface Target extends AutoCloseable permits ContainerTarget, UrlTarget {

    /**
     * The name that folders and {@code dbguard.confirm} use: {@code shop-db} for service db of Compose project shop, the
     * container's name outside Compose, {@code host-port} for a URL. Letters, digits, dots, dashes and underscores.
     */
    String name();

    /** For people: {@code container shop-db-1 (service db of shop, postgres:15)}. */
    String description();

    /** Who logs in. */
    Login login();

    /**
     * Opens a session.
     *
     * @throws io.github.dbguard.CannotProceed when the server takes none, or there is no such database
     */
    Session open(String database);

    /** The guarded databases that are there, by name: those asked for, else every connectable one that is not a template. */
    List<String> databases();

    /**
     * The databases that were asked for, or the one that the URL names, whether they are there or not; empty for all.
     * Backups, counts and restores are of them.
     */
    List<String> wanted();

    /**
     * The application's own database, as far as anybody can tell: the URL's, that of POSTGRES_DB, or the first guarded.
     *
     * @throws io.github.dbguard.CannotProceed when no guarded database is there
     */
    String mainDatabase();

    /** Opens a session for what concerns the whole cluster: always on the same database, whichever are guarded. */
    Session openMaintenance();

    /** Opens a session on a database that is none of these: only from outside can a database be renamed. */
    Session openOutside(Collection<String> databases);

    /** The ways on which a password can be tried, best first: that where a wrong one is most likely to be told. */
    List<LoginRoad> loginRoads();

    /** The whole cluster, as it was when the target was found. */
    Catalogue.Cluster cluster();

    /** What says that it is still the same data, as it was when the target was found. */
    Identity identity();

    /** What a session on it answered in the middle of work, in words that say what to do. */
    default CannotProceed explained(PostgresError e) {
        return new CannotProceed(
                (e.connectionLost()
                                ? "The connection to " + description() + " broke: "
                                : "The server of " + description() + " refused: ")
                        + e.getMessage() + ".\nNothing was changed. See the server's log, and run it again"
                        + (e.connectionLost() ? " when it is up." : " when that is mended."),
                e);
    }

    @Override
    void close();
}
