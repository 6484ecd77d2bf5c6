package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import java.time.Duration;

/** Checks parameters that several goals have. */
final class Work {

    private static final int MOST_JOBS = 4;

    private Work() {}

    /** {@code dbguard.jobs}; 0 for as many as there are processors, at most 4. */
    static int jobs(int jobs) {
        if (jobs < 0) {
            throw new CannotProceed("dbguard.jobs is " + jobs + ". Give the number of sessions, or leave it out.");
        }
        return jobs > 0 ? jobs : Math.min(MOST_JOBS, Runtime.getRuntime().availableProcessors());
    }

    /** {@code dbguard.lockTimeout}, in seconds. */
    static Duration lockTimeout(int seconds) {
        if (seconds < 1) {
            throw new CannotProceed("dbguard.lockTimeout is " + seconds + ". Give it in seconds, 1 or more.");
        }
        return Duration.ofSeconds(seconds);
    }
}
