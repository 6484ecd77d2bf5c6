package io.github.dbguard.volume;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Container.Mount;
import io.github.dbguard.target.ContainerTarget;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the data lies, and what it outlives there. A volume that was mounted for it, and that it does not lie on, is named:
 * the image of PostgreSQL 18 moved its place from {@code /var/lib/postgresql/data} to below {@code /var/lib/postgresql}.
 */
record StorageCheck(ContainerTarget target, Path folder) implements Check {

    private static final String NAME = "PGDATA";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        return judge(target.container(), DataVolumes.ofData(target), folder);
    }

    static Line judge(Container container, Storage data, Path folder) {
        String found = data.folder() + " is on " + data.describe();
        String missed = missed(container, data)
                .map(mount -> "; " + (mount.name() == null ? mount.source() : mount.name()) + " is mounted at "
                        + mount.destination() + ", and the data is not in it")
                .orElse("");
        String move = "Back up (mvn dbguard:pre-deploy-backup), mount a named volume at " + place(data)
                + " in the Compose file, docker compose up -d, then mvn dbguard:restore";
        return switch (data.kind()) {
            case NAMED_VOLUME -> Line.ok(NAME, found);
            case BIND_MOUNT ->
                below(data.source(), folder)
                        ? Line.warning(
                                NAME,
                                found + ", which is in the project's own folder",
                                "git clean -fdx, or a checkout that cleans its workspace, deletes it: move it out of there")
                        : Line.note(
                                NAME,
                                found,
                                "No docker command deletes that, and nothing pins it: keep rm and checkouts away from it");
            case ANONYMOUS_VOLUME ->
                Line.error(
                        NAME,
                        found + missed + "; after docker compose down the next container gets another, empty one",
                        move);
            case OWN_LAYER -> Line.error(NAME, found + missed + "; the next container that is made begins empty", move);
            case TMPFS -> Line.error(NAME, found + "; a restart of the container loses all of it", move);
            case OTHER ->
                Line.warning(NAME, found, "See whether it outlives the container: docker inspect " + container.name());
        };
    }

    /** A lasting mount that somebody meant for the data: beside it, above it or below it. */
    private static Optional<Mount> missed(Container container, Storage data) {
        return container.mounts().stream()
                .filter(mount -> mount.type().equals("bind") || !Storage.anonymous(mount.name()))
                .filter(mount -> !mount.type().equals("tmpfs"))
                .filter(mount -> related(mount.destination(), data.folder()))
                .findFirst();
    }

    private static boolean related(String mount, String data) {
        // The folder where PostgreSQL lives is the data's parent, or the parent of that.
        String home = data.contains("/postgresql") ? data.substring(0, data.indexOf("/postgresql") + 11) : parent(data);
        return mount.startsWith(home) || (home + "/").startsWith(mount + "/");
    }

    private static String parent(String folder) {
        int slash = folder.lastIndexOf('/');
        return slash <= 0 ? folder : folder.substring(0, slash);
    }

    /** From 18 on, the folder above keeps the data of several versions side by side. */
    private static String place(Storage data) {
        return data.folder().matches("/var/lib/postgresql/\\d+/docker") ? "/var/lib/postgresql" : data.folder();
    }

    private static boolean below(String source, Path folder) {
        return source != null
                && Path.of(source)
                        .normalize()
                        .startsWith(folder.toAbsolutePath().normalize());
    }
}
