package io.github.dbguard.scan.commands;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a command stands and where it would run: what decides how grave it is.
 *
 * @param path of the file, from the repository's root, with slashes
 * @param kind of the file
 * @param names what the place is called, the nearest last: path, job, step, target, compose file, container
 * @param remote on another machine: ssh, another engine, a cluster
 * @param ephemeral on a machine that is thrown away afterwards, as the runners that a CI service hosts are
 * @param server on a machine that stays: a runner of one's own
 * @param mounts what lies where for the command, as {@code source:destination}: the mounts of the container that it runs
 *     in, and folders of the repository that hold a database
 */
public record Place(
        String path,
        Kind kind,
        List<String> names,
        boolean remote,
        boolean ephemeral,
        boolean server,
        List<String> mounts) {

    /** What a place is named where a server runs beside it for the time of a job. */
    public static final String THROWAWAY = "throwaway service";

    /** What a place is named where a database is worked on that is not this machine's own. */
    public static final String ELSEWHERE = "database elsewhere";

    /** What sort of file. */
    public enum Kind {
        SCRIPT,
        PIPELINE,
        BUILD,
        COMPOSE,
        IMAGE,
        CODE,
        CONFIGURATION,
        SQL,
        DOCS
    }

    public static Place of(String path, Kind kind) {
        return new Place(path, kind, List.of(path), false, false, false, List.of());
    }

    /** Of a file of which the kind is not said yet. */
    public static Place of(String path) {
        return of(path, Kind.SCRIPT);
    }

    public Place named(String name) {
        if (name == null || name.isBlank()) {
            return this;
        }
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return new Place(path, kind, List.copyOf(all), remote, ephemeral, server, mounts);
    }

    public Place onRemote() {
        return new Place(path, kind, names, true, ephemeral, server, mounts);
    }

    /** On a runner that a CI service hosts, or on one's own. */
    public Place onRunner(boolean hosted) {
        return new Place(path, kind, names, remote, hosted, !hosted, mounts);
    }

    public Place mounting(List<String> more) {
        List<String> all = new ArrayList<>(mounts);
        all.addAll(more);
        return new Place(path, kind, names, remote, ephemeral, server, List.copyOf(all));
    }

    public Place of(Kind other) {
        return new Place(path, other, names, remote, ephemeral, server, mounts);
    }
}
