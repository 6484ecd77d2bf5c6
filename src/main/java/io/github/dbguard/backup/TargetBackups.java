package io.github.dbguard.backup;

import java.util.List;

/**
 * The folder of one target's backups.
 *
 * @param target its name
 * @param backups the newest first, damaged and unfinished ones among them
 * @param foreign names of what lies there too and is nothing of dbguard's
 * @param unreadable why the folder could not be looked into; null when it could
 */
public record TargetBackups(String target, List<StoredBackup> backups, List<String> foreign, String unreadable) {

    /** Of the whole ones. */
    public long bytes() {
        return backups.stream()
                .filter(StoredBackup::whole)
                .mapToLong(backup -> backup.contents().bytes())
                .sum();
    }

    /** How many are whole. */
    public long whole() {
        return backups.stream().filter(StoredBackup::whole).count();
    }
}
