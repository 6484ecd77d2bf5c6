package io.github.dbguard.restore;

import io.github.dbguard.postgres.SqlWords.Word;
import io.github.dbguard.restore.PlainScript.LeftOut;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is learned of a plain dump while it is read. */
final class PlainFacts {

    private static final String FROM_SERVER = "-- Dumped from database version ";
    private static final String BY_DUMP = "-- Dumped by pg_dump version ";
    private static final int SHOWN = 200;
    /** Those that are left out of a restore are for people to read; there are a handful in a real dump. */
    private static final int MOST_LEFT_OUT = 1000;

    private final Map<TableName, Long> rows = new LinkedHashMap<>();
    private final Set<String> roles = new TreeSet<>();
    private final Set<String> extensions = new TreeSet<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private String serverVersion;
    private String dumpVersion;
    private String database;
    private String schema = "public";
    private boolean transactionTimeout;
    private boolean created;
    private Long failingDrop;

    void transactionTimeout() {
        transactionTimeout = true;
    }

    /** A table has been filled, so that what follows removes something that exists. */
    void filled() {
        created = true;
    }

    /** @return the other database that was named before; null when this is the only one */
    String database(String name) {
        if (database == null) {
            database = name;
        }
        return database.equals(name) ? null : database;
    }

    void leftOut(long line, String text) {
        if (leftOut.size() < MOST_LEFT_OUT) {
            String clean = text.replaceAll("\\p{Cntrl}", " ");
            leftOut.add(new LeftOut(line, clean.length() > SHOWN ? clean.substring(0, SHOWN) + "…" : clean));
        }
    }

    void comment(String comment) {
        if (serverVersion == null && comment.startsWith(FROM_SERVER)) {
            serverVersion = comment.substring(FROM_SERVER.length());
        }
        if (dumpVersion == null && comment.startsWith(BY_DUMP)) {
            dumpVersion = comment.substring(BY_DUMP.length());
        }
    }

    void statement(long line, List<Word> words) {
        Word verb = words.get(0);
        created |= verb.is("create") || verb.is("copy");
        if (verb.is("create") && words.size() > 2 && words.get(1).is("extension")) {
            Word name = words.get(words.get(2).is("if") && words.size() > 5 ? 5 : 2);
            extensions.add(name.text());
        }
        if (verb.is("set") && words.size() > 3 && words.get(1).is("search_path")) {
            schema = words.get(3).text();
        }
        if (!created && failingDrop == null && isDrop(words) && words.stream().noneMatch(word -> word.is("if"))) {
            failingDrop = line;
        }
        NamedRoles.addTo(roles, words);
    }

    void copied(List<Word> words, long lines) {
        boolean text = words.stream().noneMatch(word -> word.is("csv") || word.is("binary"));
        int at = 1;
        if (!text || words.size() < 4 || !words.get(at).isName()) {
            return;
        }
        boolean qualified = words.get(at + 1).is(".");
        TableName table = qualified
                ? new TableName(words.get(at).text(), words.get(at + 2).text())
                : new TableName(schema, words.get(at).text());
        rows.merge(table, lines, Long::sum);
    }

    PlainScript script(ForeignBackup backup, long bytes) {
        return new PlainScript(
                backup,
                bytes,
                Collections.unmodifiableMap(rows),
                Collections.unmodifiableSet(roles),
                Collections.unmodifiableSet(extensions),
                Optional.ofNullable(serverVersion),
                Optional.ofNullable(dumpVersion),
                transactionTimeout,
                Optional.ofNullable(database),
                List.copyOf(leftOut),
                Optional.ofNullable(failingDrop));
    }

    /** {@code DROP …}, and {@code ALTER TABLE … DROP …}, which pg_dump --clean begins with. */
    static boolean isDrop(List<Word> words) {
        if (words.get(0).is("drop")) {
            return true;
        }
        return words.get(0).is("alter") && words.stream().anyMatch(word -> word.is("drop"));
    }
}
