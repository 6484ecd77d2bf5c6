package io.github.dbguard;

/** Says nothing. */
public final class SilentLog implements Log {

    @Override
    public void info(String line) {}

    @Override
    public void warn(String line) {}
}
