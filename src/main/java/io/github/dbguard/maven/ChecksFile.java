package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.counts.CountOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads named SQL scalars from a file: a line {@code -- check: name} (or {@code -- check(database): name}), then SQL. */
final class ChecksFile {

    private static final Pattern HEAD = Pattern.compile("--\\s*check(\\((?<database>[^)]*)\\))?:\\s*(?<name>.+?)\\s*");

    private ChecksFile() {}

    static List<CountOptions.Check> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new CannotProceed("The checks in " + file + " (dbguard.checksFile) cannot be read: " + e, e);
        }
        List<CountOptions.Check> checks = new ArrayList<>();
        String name = null;
        String database = null;
        StringBuilder sql = new StringBuilder();
        for (String line : lines) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                add(checks, name, database, sql);
                name = head.group("name");
                database = head.group("database");
                sql.setLength(0);
            } else {
                sql.append(line).append('\n');
            }
        }
        add(checks, name, database, sql);
        if (checks.isEmpty()) {
            throw new CannotProceed("There is no check in " + file + " (dbguard.checksFile).\n"
                    + "Begin each with a line like: -- check: users who can log in");
        }
        return checks;
    }

    private static void add(List<CountOptions.Check> checks, String name, String database, StringBuilder sql) {
        if (name != null && !sql.toString().isBlank()) {
            checks.add(new CountOptions.Check(
                    name, database, sql.toString().strip().replaceAll(";+$", "")));
        }
    }
}
