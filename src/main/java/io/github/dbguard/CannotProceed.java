package io.github.dbguard;

/**
 * The guard could not do its job: no engine, no permission, no baseline. That is a failure as well: a gate that could
 * not look is not a pass.
 *
 * <p>The message says what happened, with which value, what is still safe, and the next command to run. It never holds
 * a secret.
 */
public final class CannotProceed extends RuntimeException {

    public CannotProceed(String message) {
        super(message);
    }

    public CannotProceed(String message, Throwable cause) {
        super(message, cause);
    }
}
