package io.github.dbguard.restore;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Where what is to come back comes from: a backup of dbguard, or a dump that somebody else made. */
interface Source extends AutoCloseable {

    /** Its id; the file's name of somebody else's. */
    String id();

    /** Its file or folder. */
    Path path();

    /** Of the cluster that it was made of; null where nobody knows. */
    String systemIdentifier();

    /** UTC, ISO 8601; null where nobody knows. */
    String createdAt();

    /** Major version of the oldest server that can take it; 0 for any. */
    int oldestServer();

    /** The script that makes its roles. */
    Optional<Path> globals();

    /** The roles that it needs and cannot make. */
    Set<String> roles();

    /**
     * Reads all of it.
     *
     * @throws io.github.dbguard.Refused when it is damaged
     */
    void requireWhole();

    /** What the user has to know of it before anything is done. */
    default List<String> remarks() {
        return List.of();
    }

    /** The databases that it is known to hold. */
    default List<String> names() {
        return List.of();
    }

    /** Removes what was unpacked of it. */
    @Override
    default void close() {}

    /**
     * @param wanted the databases to take; empty for all
     * @param likely asked for the database that somebody else's dump goes to where nobody says
     */
    List<Incoming> databases(List<String> wanted, Supplier<String> likely);
}
