package io.github.dbguard.maven;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.logging.SystemStreamLog;

/** Keeps what a goal says: {@code "WARN …"}. */
final class CapturedLog extends SystemStreamLog {

    final List<String> lines = new ArrayList<>();

    @Override
    public void info(CharSequence line) {
        lines.add("INFO " + line);
    }

    @Override
    public void warn(CharSequence line) {
        lines.add("WARN " + line);
    }

    String text() {
        return String.join("\n", lines);
    }
}
