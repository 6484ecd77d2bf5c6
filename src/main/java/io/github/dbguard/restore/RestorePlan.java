package io.github.dbguard.restore;

import java.util.List;

/**
 * What a restore is going to do, for the user to say yes to.
 *
 * @param target the name that has to be confirmed
 * @param description of the target, for people
 * @param backup id or file
 * @param createdAt of the backup, UTC; null where nobody knows
 */
public record RestorePlan(
        String target, String description, String backup, String createdAt, List<Replacement> replacements) {

    /**
     * @param rows that come; -1 where nobody knows
     * @param kept what the live database is called afterwards; null where there is none
     */
    public record Replacement(String database, long rows, String kept) {}
}
