package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Room;
import io.github.dbguard.backup.BackupCatalogue;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;

/** Whether there is room for a backup here, and for the deploy's own writes where the data lies. */
record RoomCheck(Target target, BackupStore store) implements Check {

    private static final String NAME = "room";
    private static final long LEAST = 64L << 20;
    /** A migration that rewrites a table writes it twice, and a server without room stops. */
    private static final double FULL = 0.95;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        long data;
        try (Session session = target.openMaintenance()) {
            data = Catalogue.databases(session).stream()
                    .mapToLong(Catalogue.Database::bytes)
                    .sum();
        }
        long last = new BackupCatalogue(store)
                .of(target.name()).backups().stream()
                        .filter(StoredBackup::whole)
                        .mapToLong(backup -> backup.contents().bytes())
                        .findFirst()
                        .orElse(-1);
        return judge(Room.freeBytes(store.directory()), last, data, disk());
    }

    /** The file system of the data; null behind a URL. */
    private Disk disk() {
        if (!(target instanceof ContainerTarget container)) {
            return null;
        }
        String folder = DataVolumes.ofData(container).folder();
        ExecResult df = container.engine().run(container.container().id(), ExecCommand.of("df", "-Pk", folder));
        String[] columns =
                df.stdout().strip().lines().reduce("", (first, last) -> last).split("\\s+");
        if (!df.ok() || columns.length < 6 || !columns[1].matches("\\d+") || !columns[3].matches("\\d+")) {
            throw new CannotProceed("how full the disk of " + folder + " is, df in the container does not tell");
        }
        return new Disk(Long.parseLong(columns[1]) << 10, Long.parseLong(columns[3]) << 10);
    }

    /** @param total of the file system, in bytes */
    record Disk(long total, long free) {}

    /**
     * @param free bytes where backups go
     * @param last bytes of the newest backup; negative when there is none
     * @param data bytes that the databases take on the server
     * @param disk where they lie; null when nobody can tell
     */
    static Line judge(long free, long last, long data, Disk disk) {
        String found = Room.inWords(free) + " free for backups (the newest takes "
                + (last < 0 ? "-" : Room.inWords(last)) + ", the data " + Room.inWords(data) + ")"
                + (disk == null ? "" : ", " + Room.inWords(disk.free()) + " free for the data");
        String make = "Make room, or set another place with -Ddbguard.directory";
        if (free < LEAST || last >= 0 && free < last) {
            return Line.error(NAME, found + ": the next backup would not fit", make);
        }
        if (disk != null && disk.free() < disk.total() * (1 - FULL)) {
            return Line.warning(
                    NAME,
                    found + ": the disk of the data is nearly full",
                    "Make room there: a server that cannot write stops, and a migration may write much");
        }
        // Without a backup to go by: a dump, compressed, is smaller than the data as a rule.
        return last < 0
                ? free < data ? Line.warning(NAME, found, make) : Line.ok(NAME, found)
                : free < 2 * last ? Line.warning(NAME, found + ": two more would not fit", make) : Line.ok(NAME, found);
    }
}
