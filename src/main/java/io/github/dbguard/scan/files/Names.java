package io.github.dbguard.scan.files;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names of methods. A program has thousands, each of which is asked for here.
 *
 * @param whole in lower case
 * @param beginnings in lower case, of names that may go on
 */
record Names(Set<String> whole, List<String> beginnings) {

    /** In upper or lower case. */
    boolean has(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (whole.contains(lower)) {
            return true;
        }
        for (String beginning : beginnings) {
            if (lower.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
