package io.github.dbguard.scan;

import io.github.dbguard.postgres.PsqlScript;
import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.files.FileKind;
import io.github.dbguard.scan.rules.Rules;
import io.github.dbguard.scan.rules.SqlRule;
import io.github.dbguard.scan.sql.SqlScript;
import io.github.dbguard.scan.sql.Statement;
import io.github.dbguard.scan.text.Traced;
import io.github.dbguard.scan.tree.Contents;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that is longer than anybody writes: a dump, or generated. SQL is read through, statement by statement; anything
 * else is looked through for words without which no rule finds anything.
 */
final class LongFile {

    private static final int MOST = 1000;

    private LongFile() {}

    static Inspection.Result read(String path, Path file, FileKind kind) throws IOException {
        if (kind == FileKind.SQL) {
            return new Inspection.Result(sql(path, file), Optional.empty(), Optional.empty());
        }
        return new Inspection.Result(
                List.of(),
                Contents.holds(file, kind.words())
                        ? Optional.of(new Unread(
                                path,
                                "it is longer than " + Contents.LONGEST / 1024 + " KiB, and holds words of commands"))
                        : Optional.empty(),
                Optional.empty());
    }

    /** The line is that of the statement; which column it begins in is not known. */
    private static List<Finding> sql(String path, Path file) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Place place = Place.of(path, Place.Kind.SQL);
        PsqlScript.Listener listener = new PsqlScript.Listener() {
            @Override
            public void statement(PsqlScript.Statement statement) {
                if (findings.size() < MOST && !statement.cut()) {
                    for (Statement each : SqlScript.statements(Traced.file(statement.text()))) {
                        Rules.SQL.forEach(
                                rule -> finding(rule, each, statement.line()).ifPresent(findings::add));
                    }
                }
            }

            private Optional<Finding> finding(SqlRule rule, Statement statement, long line) {
                return rule.danger(statement)
                        .map(what -> new Finding(
                                rule.about().id(),
                                Gravity.of(rule.about().severity(), place, false),
                                path,
                                (int) line,
                                1,
                                (int) line,
                                1,
                                what,
                                rule.about().mend(),
                                statement.text(),
                                statement.text()));
            }
        };
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            PsqlScript.read(in, listener);
        }
        return findings;
    }
}
