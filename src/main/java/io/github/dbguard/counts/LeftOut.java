package io.github.dbguard.counts;

/**
 * A relation that holds rows but is not counted, and why. It is named in every report: nothing is skipped in silence.
 *
 * @param why {@code FOREIGN_TABLE}, {@code MATERIALISED_VIEW}, {@code EXTENSION} (the extension brings the rows),
 *     {@code TEMPORARY} or {@code IGNORED} (the user said so)
 */
public record LeftOut(String schema, String name, Why why) {

    /** Reasons not to count. */
    public enum Why {
        FOREIGN_TABLE,
        MATERIALISED_VIEW,
        EXTENSION,
        IGNORED
    }
}
