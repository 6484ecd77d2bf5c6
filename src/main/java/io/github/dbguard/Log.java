package io.github.dbguard;

/** Where a goal writes for people. What is written here ends up in CI logs: never a secret. */
public interface Log {

    void info(String line);

    void warn(String line);
}
