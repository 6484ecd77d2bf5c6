package io.github.dbguard;

/** Says nothing. */
final class SilentLog implements Log {

    @Override
    public void info(String line) {}

    @Override
    public void warn(String line) {}
}
