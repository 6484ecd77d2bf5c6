package io.github.dbguard.rotation;

/**
 * One statement of an env file, before escapes and interpolation.
 *
 * @param line of its key, from 1
 * @param raw what is between the quotes, an escaped quote without its backslash; null where the key stands alone, which
 *     takes the process's environment
 * @param start where the value begins in the text, its quote included
 * @param end behind the value, its quote included
 */
record EnvStatement(String key, int line, EnvQuote quote, String raw, int start, int end) {

    boolean inherited() {
        return raw == null;
    }

    /** The raw value may be a password, and so may what looks like a key. */
    @Override
    public String toString() {
        return "the statement in line " + line;
    }
}
