package io.github.dbguard.restore;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people give in place of a dump, known by its first bytes. */
final class NoDump {

    private static final int SHOWN = 200;

    /** What it is and what to do about it; the first that fits counts. */
    private record Sign(Pattern beginning, String what, boolean shown) {}

    private static final List<Sign> SIGNS = List.of(
            message("(pg_dump(all)?|psql|pg_restore|pg_basebackup): "),
            message("(-?bash|sh|dash|zsh|env|sudo|ssh|scp|kubectl|podman|docker|docker-compose|(/[\\w.-]+)+): "),
            message("(Error response from daemon|Error|error|ERROR|FATAL|fatal|OCI runtime exec failed): "),
            message(
                    "(time=\"|WARN\\[|Got permission denied|Cannot connect to the Docker daemon|\"docker \\w+\" requires)"),
            message(
                    "(the input device is not a TTY|no configuration file provided|connection to server|no such service)"),
            message("(service \"[^\"]*\" is not running|unable to (find user|upgrade connection)|exec failed)"),
            sign(
                    "(?i)(\\s|<!--.*?-->)*<(!doctype html|html|head|body)",
                    "is an HTML page, as a login page or an error of a web server that was saved in its place. Download"
                            + " it again"),
            sign(
                    "\\s*<\\?xml|\\s*<Error>",
                    "is XML, as the error of an object store that was saved in its place. Download it again"),
            sign(
                    "\\s*[{\\[]\\s*[\"{\\]}]",
                    "is JSON, as the answer of an API that was saved in its place. Download it again"),
            sign(
                    "(?s).{0,400}?(-- (MySQL|MariaDB) dump|/\\*M?!\\d{5,6}|-- phpMyAdmin SQL Dump)",
                    "is a dump of MySQL or MariaDB, which PostgreSQL does not read. To bring its data over, see pgloader"),
            sign(
                    "SQLite format 3|PRAGMA foreign_keys=OFF;",
                    "is a database or a dump of SQLite, which PostgreSQL does not read. To bring its data over, see"
                            + " pgloader"),
            sign("PK\\x03\\x04", "is a zip file. Unpack it, and give the dump that is in it: unzip"),
            sign("7z\\xbc\\xaf", "is a 7z file. Unpack it, and give the dump that is in it: 7z x"),
            sign("Rar!", "is a rar file. Unpack it, and give the dump that is in it: unrar x"),
            sign(
                    "-----BEGIN PGP MESSAGE|[\\x84\\x85]|\\x8c[\\x04\\x0d]|age-encryption\\.org/|Salted__",
                    "is encrypted. Decrypt it, and give the result"),
            sign(
                    "\\xff\\xfe|\\xfe\\xff",
                    "is text in UTF-16, as PowerShell's > writes it; psql reads UTF-8. Dump again with pg_dump -f <file>,"
                            + " or change it: iconv -f UTF-16 -t UTF-8"));

    private NoDump() {}

    /** What it is, to follow the file's name; empty where it may be a dump. */
    static Optional<String> recognise(byte[] firstBytes) {
        String text = new String(firstBytes, StandardCharsets.ISO_8859_1);
        for (Sign sign : SIGNS) {
            Matcher matcher = sign.beginning().matcher(text);
            if (matcher.lookingAt()) {
                return Optional.of(sign.shown() ? sign.what() + ": " + firstLine(firstBytes) : sign.what());
            }
        }
        return Optional.empty();
    }

    private static Sign message(String beginnings) {
        return new Sign(
                Pattern.compile("\\s*" + beginnings),
                "begins with a message of the command that should have made it, in place of the dump. Find out why it"
                        + " failed, and dump again with only stdout going to the file. The message",
                true);
    }

    private static Sign sign(String beginning, String what) {
        return new Sign(Pattern.compile(beginning), what, false);
    }

    private static String firstLine(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8)
                .strip()
                .lines()
                .findFirst()
                .orElse("");
        String clean = line.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > SHOWN ? clean.substring(0, SHOWN) + "…" : clean;
    }
}
