package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;

/**
 * How many backups of a target to keep. Each rule keeps for itself; what one of them keeps stays.
 *
 * @param last the newest ones
 * @param daily the newest of each of the last days that have one
 * @param weekly the newest of each of the last weeks that have one
 * @param monthly the newest of each of the last months that have one
 */
public record KeepRules(int last, int daily, int weekly, int monthly) {

    /** @throws CannotProceed when a number is negative */
    public KeepRules {
        require("dbguard.keepLast", last);
        require("dbguard.keepDaily", daily);
        require("dbguard.keepWeekly", weekly);
        require("dbguard.keepMonthly", monthly);
    }

    private static void require(String parameter, int number) {
        if (number < 0) {
            throw new CannotProceed(parameter + " is " + number
                    + ". Give how many backups the rule keeps, 0 for none. Nothing was changed.");
        }
    }
}
