package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.restore.RestorePlan;
import io.github.dbguard.restore.RestorePlan.Replacement;
import java.util.Locale;

/** Makes sure that a user means this target. Never takes silence for a yes. */
final class Confirmation {

    private final String given;
    private final boolean interactive;
    private final Log log;

    /** @param given {@code dbguard.confirm}; null where it was left out */
    Confirmation(String given, boolean interactive, Log log) {
        this.given = given;
        this.interactive = interactive;
        this.log = log;
    }

    /**
     * @throws Refused when another name than the target's was given
     * @throws CannotProceed when none was given, and nobody is there to ask
     */
    void require(RestorePlan plan) {
        log.info("Backup " + plan.backup() + (plan.createdAt() == null ? "" : " of " + plan.createdAt()) + " into "
                + plan.description() + ":");
        plan.replacements().forEach(r -> log.info("  " + describe(r)));
        require(plan.target(), "restore", "A restore puts another database in the place of the live one");
    }

    /**
     * @param target the target's name, which is the answer
     * @param verb what it is asked for
     * @param why a sentence without its end: what would be done
     */
    void require(String target, String verb, String why) {
        String name = given;
        if (name == null && interactive) {
            name = System.console().readLine("Type the target's name (%s) to %s: ", target, verb);
        }
        if (name == null || name.isBlank()) {
            throw new CannotProceed(why + ", and nobody has said yes to that.\nNothing was changed. Say it:"
                    + " -Ddbguard.confirm=" + target);
        }
        if (!name.strip().equals(target)) {
            throw new Refused("\"" + name.strip() + "\" is not the name of the target, which is " + target
                    + ".\nNothing was changed. If it is the one that you mean: -Ddbguard.confirm=" + target);
        }
    }

    private static String describe(Replacement replacement) {
        String rows = replacement.rows() < 0
                ? ""
                : String.format(Locale.ROOT, ", %,d row%s", replacement.rows(), replacement.rows() == 1 ? "" : "s");
        return "database " + replacement.database() + rows
                + (replacement.kept() == null
                        ? "; there is none of that name now"
                        : "; the one that is there is kept as " + replacement.kept());
    }
}
