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

    /** The raw value may be a password. */
    @Override
    public String toString() {
        return key + " in line " + line;
    }
}
