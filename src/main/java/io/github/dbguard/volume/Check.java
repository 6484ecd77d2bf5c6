package io.github.dbguard.volume;

/** One question of preflight. It changes nothing, and answers with one line. */
interface Check {

    /** The first word of its line. */
    String name();

    /**
     * Looks.
     *
     * @throws io.github.dbguard.CannotProceed when it could not look, which counts as an error
     * @throws io.github.dbguard.postgres.PostgresError the same
     */
    Line look();
}
