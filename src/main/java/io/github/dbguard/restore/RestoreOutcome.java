package io.github.dbguard.restore;

import io.github.dbguard.counts.DatabaseCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a restore has done.
 *
 * @param safety the backup of what was there; null where none was made
 * @param roles that were missing and were made
 * @param duration without the safety backup
 */
public record RestoreOutcome(String backup, Path safety, List<String> roles, List<Back> databases, Duration duration) {

    /**
     * A database that is back.
     *
     * @param kept what the one before is called now; null where there was none
     * @param before what it held; null where nobody counted
     * @param after what it holds
     * @param proven whether that was compared with what the backup has to hold
     */
    public record Back(String database, String kept, DatabaseCounts before, DatabaseCounts after, boolean proven) {}
}
