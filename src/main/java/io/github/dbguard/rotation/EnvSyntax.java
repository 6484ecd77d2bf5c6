package io.github.dbguard.rotation;

/** What Compose would refuse in an env file. The message goes behind the line's number and never quotes a value. */
final class EnvSyntax extends Exception {

    private static final long serialVersionUID = 1;

    private final int line;

    EnvSyntax(int line, String message) {
        super(message, null, false, false);
        this.line = line;
    }

    int line() {
        return line;
    }
}
