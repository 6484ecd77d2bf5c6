package io.github.dbguard.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What psql gets: all files in one transaction, which first makes sure once more that the tables are empty.
 *
 * <p>Invariant: COMMIT comes last. psql takes the end of its input for the end of the script, and the input ends when this
 * process is killed: what was sent until then is rolled back with the connection.
 */
final class SeedScript {

    /** In the message of the error that says so. */
    static final String NOT_EMPTY = "dbguard: a table is not empty any more";

    private static final Pattern PLACE = Pattern.compile("psql:<stdin>:(\\d+):");

    private final String head;
    private final List<SeedFile> files;

    SeedScript(GuardedTables tables, List<SeedFile> files) {
        this.files = files;
        // One line, so that the line numbers in messages are easily told. The search path is the server's own again.
        String check = tables.anyRow()
                .map(any -> " IF " + any.replace("\n", " ") + " THEN RAISE EXCEPTION '" + NOT_EMPTY + "'; END IF;")
                .orElse("");
        String body = " BEGIN PERFORM pg_advisory_xact_lock" + SeedLock.SEEDING + ";" + check + " END ";
        String quote = quoteFor(body);
        this.head = "BEGIN; DO " + quote + body + quote + ";\n";
    }

    /** A dollar quote that the body does not hold: a table may have any name. */
    private static String quoteFor(String body) {
        String quote = "$dbguard$";
        for (int n = 1; body.contains(quote); n++) {
            quote = "$dbguard" + n + "$";
        }
        return quote;
    }

    /** @return closing it closes the files */
    InputStream open() throws IOException {
        List<InputStream> parts = new ArrayList<>(List.of(bytes(head)));
        for (SeedFile file : files) {
            parts.add(Files.newInputStream(file.path()));
            parts.add(bytes(file.open() ? "\n;\n" : "\n"));
        }
        parts.add(bytes("COMMIT;\n"));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** psql's message, with the file and its line in the place of the line of what it was sent. */
    String placed(String message) {
        Matcher matcher = PLACE.matcher(message);
        return matcher.replaceAll(match -> Matcher.quoteReplacement(place(Long.parseLong(match.group(1)))));
    }

    private String place(long line) {
        long begin = 1;
        for (SeedFile file : files) {
            long end = begin + file.lines() + (file.open() ? 2 : 1);
            if (line <= end) {
                return line <= begin ? "dbguard:" : file.path().getFileName() + ", line " + (line - begin) + ":";
            }
            begin = end;
        }
        return "at the end:";
    }
}
