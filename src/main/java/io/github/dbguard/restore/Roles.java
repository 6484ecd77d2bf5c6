package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.PsqlScript;
import io.github.dbguard.postgres.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The roles of a backup, out of the script that {@code pg_dumpall --globals-only} wrote. Those that the target has stay
 * exactly as they are, passwords and all: only missing ones are made.
 */
final class Roles {

    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|[^\\s;,]+)";
    private static final Pattern OF_ROLE =
            Pattern.compile("(CREATE|ALTER|COMMENT ON) ROLE " + NAME + "\\b?.*", Pattern.DOTALL);
    private static final Pattern MEMBERSHIP =
            Pattern.compile("GRANT " + NAME + " TO " + NAME + "(.*?)( GRANTED BY " + NAME + ")?;?", Pattern.DOTALL);
    private static final Pattern TABLESPACE = Pattern.compile("CREATE TABLESPACE " + NAME + "\\b?.*", Pattern.DOTALL);

    /**
     * A verifier of a password is in these statements. The server must not log it: not as a statement, not as one that was
     * slow, and not as one that failed.
     */
    private static final String UNLOGGED = """
            SELECT set_config(name, CASE name WHEN 'log_min_error_statement' THEN 'panic'
                                              WHEN 'log_min_duration_statement' THEN '-1'
                                              WHEN 'log_min_duration_sample' THEN '-1' ELSE 'none' END, true)
            FROM pg_settings
            WHERE name IN ('log_statement', 'log_min_error_statement', 'log_min_duration_statement',
                           'log_min_duration_sample', 'pg_stat_statements.track')
              AND (context = 'user' OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))
            """;

    private final List<String> statements;

    private Roles(List<String> statements) {
        this.statements = statements;
    }

    /** @param globals what {@code pg_dumpall --globals-only} wrote */
    static Roles of(Path globals) {
        try {
            return new Roles(PsqlScript.statements(Files.readString(globals)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The roles that the script makes. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (String statement : statements) {
            Matcher role = OF_ROLE.matcher(statement);
            if (role.matches() && role.group(1).equals("CREATE")) {
                names.add(unquoted(role.group(2)));
            }
        }
        return names;
    }

    /** The tablespaces that the script makes: their folders are the administrator's business, not ours. */
    Set<String> tablespaces() {
        Set<String> names = new LinkedHashSet<>();
        for (String statement : statements) {
            Matcher tablespace = TABLESPACE.matcher(statement);
            if (tablespace.matches()) {
                names.add(unquoted(tablespace.group(1)));
            }
        }
        return names;
    }

    /** Whether the backup knows the passwords of its roles: who dumped it may not have been allowed to read them. */
    boolean holdPasswords() {
        return statements.stream().anyMatch(s -> s.contains(" PASSWORD '"));
    }

    /**
     * Makes those that are missing, all or none.
     *
     * @return their names
     * @throws CannotProceed when the server refuses
     */
    List<String> createMissing(Session session) {
        Set<String> there = new HashSet<>(Catalogue.roles(session));
        List<String> missing =
                names().stream().filter(name -> !there.contains(name)).toList();
        if (missing.isEmpty()) {
            return missing;
        }
        try {
            session.execute("BEGIN");
            session.query(UNLOGGED, r -> r.text(1));
            for (String statement : wanted(missing)) {
                session.execute(statement);
            }
            session.execute("COMMIT");
            return missing;
        } catch (PostgresError e) {
            if (!e.connectionLost()) {
                session.execute("ROLLBACK");
            }
            throw new CannotProceed(
                    "The roles " + String.join(", ", missing)
                            + " of the backup are missing on the target, and could not be"
                            + " made: " + e.getMessage()
                            + ".\nNothing was changed. Make them yourself, or name a role that"
                            + " may (-Ddbguard.user=), and run it again.",
                    e);
        }
    }

    private List<String> wanted(List<String> missing) {
        List<String> wanted = new ArrayList<>();
        for (String statement : statements) {
            Matcher role = OF_ROLE.matcher(statement);
            Matcher membership = MEMBERSHIP.matcher(statement);
            if (role.matches() && missing.contains(unquoted(role.group(2)))) {
                wanted.add(statement);
            } else if (membership.matches()
                    && (missing.contains(unquoted(membership.group(1)))
                            || missing.contains(unquoted(membership.group(2))))) {
                // Who granted it may be nobody here; a superuser's grants are those of the role that initdb made.
                wanted.add("GRANT " + membership.group(1) + " TO " + membership.group(2) + membership.group(3));
            }
        }
        return wanted;
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
