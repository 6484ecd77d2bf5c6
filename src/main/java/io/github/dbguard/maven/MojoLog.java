package io.github.dbguard.maven;

import io.github.dbguard.Log;

/** Writes to Maven's log, a line at a time. */
final class MojoLog implements Log {

    private final org.apache.maven.plugin.logging.Log log;

    MojoLog(org.apache.maven.plugin.logging.Log log) {
        this.log = log;
    }

    @Override
    public void info(String line) {
        log.info(line);
    }

    @Override
    public void warn(String line) {
        log.warn(line);
    }
}
