package io.github.dbguard.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Everything that a listener was told of a script, one text each. */
final class Told implements PsqlScript.Listener {

    private final List<String> all = new ArrayList<>();

    static List<String> of(String script) {
        return of(script, Integer.MAX_VALUE);
    }

    static List<String> of(String script, int chunk) {
        return of(new Chunks(script.getBytes(StandardCharsets.UTF_8), chunk));
    }

    static List<String> of(InputStream script) {
        Told told = new Told();
        try {
            told.all.add("end " + PsqlScript.read(script, told));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return told.all;
    }

    @Override
    public void statement(PsqlScript.Statement statement) {
        String cut = statement.cut() ? "cut " : "";
        all.add(statement.line() + " " + cut + statement.text().replace('\n', '~'));
    }

    @Override
    public void metaCommand(String text, long line) {
        all.add(line + " meta " + text);
    }

    @Override
    public void comment(String text, long line) {
        all.add(line + " comment " + text.replace('\n', '~'));
    }

    @Override
    public void copyData(PsqlScript.Statement copy, long rows) {
        all.add(rows + " rows of " + copy.line());
    }

    @Override
    public void doubt(String what, long line) {
        all.add(line + " doubt " + what.replaceAll("[ ,].*", ""));
    }
}
