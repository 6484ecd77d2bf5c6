package io.github.dbguard.scan.sql;

import io.github.dbguard.scan.sql.Token.Kind;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The statements of a script that change something when it is run: also those in a DO block, behind EXECUTE and in a
 * WITH; not those that are rolled back, explained, or kept in a function.
 */
public final class SqlScript {

    private static final int DEEPEST = 5;
    /** As many tokens of a statement in a WITH are looked at. */
    private static final int LONGEST = 2000;

    private static final Set<String> OPENERS = Set.of("BEGIN", "THEN", "ELSE", "LOOP");
    private static final Set<String> CHANGES = Set.of("DELETE", "UPDATE", "INSERT", "MERGE");

    private final List<Statement> found = new ArrayList<>();
    private final Set<String> made = new HashSet<>();

    private SqlScript() {}

    public static List<Statement> statements(Traced sql) {
        SqlScript script = new SqlScript();
        script.read(sql, 0);
        return List.copyOf(script.found);
    }

    /** Every statement as it stands there. */
    public static List<Statement> written(Traced sql) {
        return SqlLexer.statements(sql);
    }

    private void read(Traced sql, int depth) {
        List<Statement> pending = new ArrayList<>();
        boolean transaction = false;
        List<Statement> all = SqlLexer.statements(sql);
        all.forEach(this::rememberTemporary);
        for (Statement statement : all) {
            if (depth == 0 && begins(statement)) {
                transaction = true;
            } else if (transaction && statement.begins("ROLLBACK") && !statement.has("TO")) {
                pending.clear();
                transaction = false;
            } else if (transaction && (statement.begins("COMMIT") || statement.begins("END"))) {
                transaction = false;
            }
            int before = found.size();
            statement(statement, depth);
            pending.addAll(found.subList(before, found.size()));
            found.subList(before, found.size()).clear();
            if (!transaction) {
                found.addAll(pending);
                pending.clear();
            }
        }
        found.addAll(pending);
    }

    private static boolean begins(Statement statement) {
        return statement.begins("START", "TRANSACTION")
                || statement.begins("BEGIN")
                        && (statement.tokens().size() == 1
                                || statement.tokens().get(1).keyword().matches("TRANSACTION|WORK|ISOLATION|READ|NOT"));
    }

    private void statement(Statement statement, int depth) {
        if (depth == DEEPEST) {
            return;
        }
        remember(statement);
        if (statement.begins("DO")) {
            strings(statement).forEach(body -> body(body, depth + 1));
        } else if (statement.begins("EXECUTE") || generates(statement)) {
            strings(statement).forEach(text -> read(text, depth + 1));
        } else if (statement.begins("WITH")) {
            found.add(statement);
            within(statement);
        } else if (!statement.begins("EXPLAIN") && !ownTable(statement)) {
            found.add(statement);
        }
    }

    /** {@code SELECT 'DROP TABLE …' \gexec}. */
    private static boolean generates(Statement statement) {
        Token last = statement.tokens().get(statement.tokens().size() - 1);
        return last.kind() == Kind.META && last.text().text().equals("\\gexec");
    }

    private static List<Traced> strings(Statement statement) {
        return statement.tokens().stream()
                .filter(token -> token.kind() == Kind.STRING)
                .map(Token::text)
                .toList();
    }

    /** A block of PL/pgSQL: a statement also begins behind THEN and the like. */
    private void body(Traced body, int depth) {
        for (Statement statement : SqlLexer.statements(body)) {
            List<Token> tokens = statement.tokens();
            int from = 0;
            for (int i = 0; i < tokens.size(); i++) {
                if (OPENERS.contains(tokens.get(i).keyword())) {
                    from = i + 1;
                }
            }
            if (from < tokens.size()) {
                statement(new Statement(tokens.subList(from, tokens.size())), depth);
            }
        }
    }

    /** The statements in the parentheses of a WITH, and the last one. */
    private void within(Statement statement) {
        List<Token> tokens = statement.tokens();
        for (int i = 1; i < tokens.size(); i++) {
            boolean inside = tokens.get(i - 1).is("(");
            boolean last = tokens.get(i - 1).is(")") && tokens.get(i).depth() == 0;
            if ((inside || last) && CHANGES.contains(tokens.get(i).keyword())) {
                int depth = tokens.get(i).depth();
                int end = i;
                while (end < Math.min(tokens.size(), i + LONGEST)
                        && tokens.get(end).depth() >= depth) {
                    end++;
                }
                found.add(new Statement(tokens.subList(i, end)));
            }
        }
    }

    /** What the script itself has made a moment ago holds nobody's data. */
    private void remember(Statement statement) {
        if (statement.begins("CREATE") && !statement.has("EXISTS")) {
            int table = statement.find("TABLE");
            int database = statement.find("DATABASE");
            if (table > 0 && table < 4) {
                made.add(statement.name(table + 1));
            } else if (database == 1) {
                made.add(statement.name(2));
            }
        }
    }

    /** A temporary table holds nobody's data, also where the script drops what an earlier run of it has left. */
    private void rememberTemporary(Statement statement) {
        boolean temporary = statement.begins("CREATE")
                && statement.tokens().stream().limit(4).anyMatch(token -> token.is("TEMP") || token.is("TEMPORARY"));
        int table = temporary ? statement.find("TABLE") : -1;
        if (table > 0) {
            int exists = statement.find("EXISTS");
            made.add(statement.name(exists == table + 3 ? exists + 1 : table + 1));
        }
    }

    /** Parted by commas from the index on; one of them is empty where no name stands. */
    private static List<String> names(Statement statement, int from) {
        List<String> names = new ArrayList<>(List.of(statement.name(from)));
        for (int i = from; i + 1 < statement.tokens().size(); i++) {
            if (statement.tokens().get(i).is(",")) {
                names.add(statement.name(i + 1));
            }
        }
        return names;
    }

    private boolean ownTable(Statement statement) {
        boolean drops = statement.begins("DROP", "TABLE") || statement.begins("DROP", "DATABASE");
        boolean empties =
                statement.begins("TRUNCATE") || statement.begins("DELETE", "FROM") || statement.begins("UPDATE");
        if (!drops && !empties) {
            return false;
        }
        int at = statement.has("EXISTS") && drops ? statement.find("EXISTS") + 1 : drops ? 2 : 1;
        while (at < statement.tokens().size()
                && statement.tokens().get(at).keyword().matches("FROM|TABLE|ONLY")) {
            at++;
        }
        boolean several = drops || statement.begins("TRUNCATE");
        List<String> names = several ? names(statement, at) : List.of(statement.name(at));
        return names.stream().allMatch(name -> made.contains(name) || name.startsWith("pg_temp."));
    }
}
