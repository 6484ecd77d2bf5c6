package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.ContainerTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the folders of a server lie on: the data directory, its tablespaces, and the log where initdb put it elsewhere. */
final class DataVolumes {

    private DataVolumes() {}

    /**
     * The data directory's first. Each source once.
     *
     * @throws CannotProceed when nobody may see where the data directory is
     */
    static List<Storage> of(ContainerTarget target) {
        List<Storage> storages = new ArrayList<>();
        folders(target).map(folder -> Storage.of(target.container(), folder)).forEach(storage -> {
            if (storages.isEmpty()
                    || storage.source() != null
                            && storages.stream().noneMatch(s -> storage.source().equals(s.source()))) {
                storages.add(storage);
            }
        });
        return storages;
    }

    /** What PGDATA lies on. */
    static Storage ofData(ContainerTarget target) {
        return Storage.of(target.container(), dataDirectory(target));
    }

    private static String dataDirectory(ContainerTarget target) {
        String directory = target.identity().dataDirectory();
        if (directory == null) {
            throw new CannotProceed("Where the data directory of " + target.description() + " is, the role "
                    + target.login().user() + " may not see, and the container has no PGDATA.\nNothing was changed."
                    + " GRANT pg_read_all_settings to it, or name another with -Ddbguard.user=.");
        }
        return directory;
    }

    private static Stream<String> folders(ContainerTarget target) {
        List<String> tablespaces;
        try (Session session = target.openMaintenance()) {
            tablespaces = Catalogue.tablespaceFolders(session);
        }
        String wal = target.container().environment().getOrDefault("POSTGRES_INITDB_WALDIR", "");
        return Stream.of(Stream.of(dataDirectory(target)), tablespaces.stream(), Stream.of(wal))
                .flatMap(s -> s)
                .filter(folder -> !folder.isEmpty());
    }
}
