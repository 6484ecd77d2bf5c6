package io.github.dbguard.counts;

/**
 * One sentence about something that is not a table's rows: a migration history, a check, a required table, a setting.
 *
 * @param weight whether it fails the comparison
 * @param database where; null when it is about the whole target
 * @param about its subject: the migration table, the check's name, the pattern
 * @param sentence what there is to say
 */
public record Remark(Weight weight, String database, String about, String sentence) {

    /** How much a remark matters. */
    public enum Weight {
        FAILURE,
        WARNING,
        NOTE
    }

    static Remark failure(String database, String about, String sentence) {
        return new Remark(Weight.FAILURE, database, about, sentence);
    }

    static Remark warning(String database, String about, String sentence) {
        return new Remark(Weight.WARNING, database, about, sentence);
    }

    static Remark note(String database, String about, String sentence) {
        return new Remark(Weight.NOTE, database, about, sentence);
    }

    public boolean fails() {
        return weight == Weight.FAILURE;
    }
}
