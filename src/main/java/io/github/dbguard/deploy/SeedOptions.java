package io.github.dbguard.deploy;

import io.github.dbguard.counts.TablePattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How to seed; either files or a command.
 *
 * @param database which one; null for the application's own
 * @param files SQL files, in their order; empty for a command
 * @param command for a shell on this machine; null for files
 * @param tables those that have to be empty; empty for every table of users
 * @param patience how long to wait for another run that seeds
 * @param limit how long a command may take
 */
public record SeedOptions(
        String database,
        List<Path> files,
        String command,
        List<TablePattern> tables,
        Duration patience,
        Duration limit) {

    public SeedOptions {
        files = List.copyOf(files);
        tables = List.copyOf(tables);
    }
}
