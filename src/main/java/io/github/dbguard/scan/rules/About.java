package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.Severity;

/**
 * What a rule says of itself.
 *
 * @param id stable, also the name of its page in docs/rules
 * @param severity where nothing makes it less grave
 * @param title what it finds, in a few words
 * @param mend what to do instead, with the command
 */
public record About(String id, Severity severity, String title, String mend) {

    static About error(String id, String title, String mend) {
        return new About(id, Severity.ERROR, title, mend);
    }

    static About warning(String id, String title, String mend) {
        return new About(id, Severity.WARNING, title, mend);
    }
}
