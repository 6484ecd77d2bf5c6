package io.github.dbguard.restore;

import java.time.Duration;
import java.util.List;

/**
 * What to restore, and how.
 *
 * @param backup an id, a path or {@code latest}
 * @param backupOf the target that it was made of; null for the one that it is restored into
 * @param databases those to take; empty for those that the target's options want
 * @param jobs sessions that load and count at once
 * @param safety whether what is there is backed up first
 * @param lockTimeout how long to wait for a table that somebody holds
 */
public record RestoreOptions(
        String backup, String backupOf, List<String> databases, int jobs, boolean safety, Duration lockTimeout) {}
