package io.github.dbguard.volume;

/** How much a line of preflight matters, the least first. */
public enum Severity {
    OK,
    NOTE,
    WARNING,
    ERROR
}
