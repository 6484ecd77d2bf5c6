package io.github.dbguard;

/**
 * The guard looked and says no: rows are lost, a backup is damaged, the cluster is another one.
 *
 * <p>The message says what happened, with which value, what is still safe, and the next command to run. It never holds
 * a secret.
 */
public final class Refused extends RuntimeException {

    public Refused(String message) {
        super(message);
    }
}
