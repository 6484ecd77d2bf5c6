package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.Room;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import io.github.dbguard.target.Target;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Whether a target can take what is to come, before anything is done to it. */
final class Precheck {

    private static final long LOG_BYTES = 1L << 30;

    private final Target target;
    private final Log log;

    Precheck(Target target, Log log) {
        this.target = target;
        this.log = log;
    }

    /**
     * @param session on any database of the target
     * @param free bytes that are free where the server keeps its data; where nobody knows, what is needed is logged
     * @throws Refused when the dump is of a newer server, or needs an extension that is not there
     * @throws CannotProceed when there is no room, or the server takes no writes
     */
    void require(Session session, Source source, List<Incoming> incoming, OptionalLong free) {
        int major = target.identity().major();
        int dumpMajor = source.oldestServer();
        if (dumpMajor > major) {
            throw new Refused("The backup is of PostgreSQL " + dumpMajor + ", and " + target.description() + " is "
                    + major + ": a dump of a newer server holds what an older one does not understand.\nNothing was"
                    + " changed. Restore it into PostgreSQL " + dumpMajor + " or later.");
        }
        if (target.cluster().inRecovery()) {
            throw new CannotProceed("The server of " + target.description()
                    + " is in recovery: it is a standby, or is still starting after a crash.\nNothing was changed. Point"
                    + " dbguard at the primary, or try again when the server is up.");
        }
        requireExtensions(session, incoming);
        requireRoles(session, source);
        requireRoom(incoming, free);
    }

    private void requireExtensions(Session session, List<Incoming> incoming) {
        Set<String> available = new HashSet<>(Catalogue.availableExtensions(session));
        for (Incoming one : incoming) {
            List<String> missing = one.extensions() == null
                    ? List.of()
                    : one.extensions().stream()
                            .filter(e -> !available.contains(e))
                            .toList();
            if (!missing.isEmpty()) {
                throw new Refused(
                        "Database " + one.database() + " of the backup uses the extension "
                                + String.join(", ", missing) + ", which " + target.description()
                                + " does not have.\nNothing was changed. Use the image that the backup was made on, or install it.");
            }
        }
    }

    private void requireRoles(Session session, Source source) {
        Set<String> missing = new TreeSet<>(source.roles());
        if (missing.isEmpty()) {
            return;
        }
        missing.removeAll(Catalogue.roles(session));
        if (!missing.isEmpty()) {
            String first = missing.iterator().next();
            throw new Refused("The dump names roles that " + target.description() + " does not have: "
                    + String.join(", ", missing) + ".\nNothing was changed. Make them, and run it again: CREATE ROLE "
                    + Sql.identifier(first) + ";");
        }
    }

    private void requireRoom(List<Incoming> incoming, OptionalLong free) {
        long data = incoming.stream().mapToLong(Incoming::bytes).sum();
        // The server's log of it comes on top, and is recycled as it goes.
        long needed = data + Math.min(data, LOG_BYTES);
        if (free.isEmpty()) {
            log.warn("Nobody can see from here how much room there is where " + target.description()
                    + " keeps its data: the restore needs " + Room.inWords(needed)
                    + " beside what is there. A full volume stops the server: look there first.");
        } else if (free.getAsLong() < needed) {
            throw new CannotProceed("The restore needs " + Room.inWords(needed) + " where " + target.description()
                    + " keeps its data (it is restored beside what is there), and " + Room.inWords(free.getAsLong())
                    + " are free.\nNothing was changed. Make room on that volume, and run it again.");
        }
    }
}
