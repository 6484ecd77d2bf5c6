package io.github.dbguard.volume;

/**
 * What one check of preflight found.
 *
 * @param name of the check, the same in every run: {@code PGDATA}
 * @param severity how much it matters
 * @param found what is there, with its value; a sentence without its end. Never holds a secret
 * @param advice what to do; null where there is nothing to do
 */
public record Line(String name, Severity severity, String found, String advice) {

    static Line ok(String name, String found) {
        return new Line(name, Severity.OK, found, null);
    }

    static Line note(String name, String found, String advice) {
        return new Line(name, Severity.NOTE, found, advice);
    }

    static Line warning(String name, String found, String advice) {
        return new Line(name, Severity.WARNING, found, advice);
    }

    static Line error(String name, String found, String advice) {
        return new Line(name, Severity.ERROR, found, advice);
    }

    /** It could not look, which is no pass. */
    static Line unseen(String name, String why, String advice) {
        return new Line(name, Severity.ERROR, "could not look: " + why, advice);
    }
}
