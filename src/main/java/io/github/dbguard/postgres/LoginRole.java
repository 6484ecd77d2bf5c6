package io.github.dbguard.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A role that logs in for another, its owner role: a member of it whose sessions begin as the owner ({@code SET role}), so
 * that what they make belongs to the owner, whichever of its logins made it.
 */
public final class LoginRole {

    /** From there on a membership says by itself whether it inherits, and whether it allows SET ROLE. */
    private static final int MEMBERSHIP_OPTIONS = 160_000;

    /** These say who a session is: a login role has its own answer. */
    private static final Set<String> NOT_COPIED = Set.of("role", "session_authorization");

    private static final String SETTINGS = """
            SELECT d.datname, split_part(c.setting, '=', 1), substr(c.setting, strpos(c.setting, '=') + 1)
            FROM pg_db_role_setting s
            JOIN pg_roles r ON r.oid = s.setrole
            LEFT JOIN pg_database d ON d.oid = s.setdatabase
            CROSS JOIN LATERAL unnest(s.setconfig) AS c(setting)
            WHERE r.rolname = %s
            ORDER BY 1 NULLS FIRST, 2
            """;

    /** @param database null for every one */
    private record Setting(String database, String name, String value) {}

    private record Attributes(boolean inherits, long connectionLimit) {}

    private LoginRole() {}

    /** How many bytes of a name the server keeps, 63 where nobody built it otherwise: it cuts off the rest. */
    public static int longestName(Session session) {
        return Integer.parseInt(session.one("SHOW max_identifier_length", r -> r.text(1)));
    }

    /** Whether a role was granted to another. A superuser, who may act as anybody, is no member for that. */
    public static boolean isMember(Session session, String member, String owner) {
        return session.one("SELECT EXISTS (" + membership(member, owner) + ")", r -> r.flag(1));
    }

    private static String membership(String member, String owner) {
        return "SELECT FROM pg_auth_members m JOIN pg_roles o ON o.oid = m.roleid JOIN pg_roles u ON u.oid = m.member"
                + " WHERE o.rolname = " + Sql.literal(owner) + " AND u.rolname = " + Sql.literal(member);
    }

    /**
     * What makes a role such a login, or nothing for one that is already. Connection limit and settings become the owner's;
     * a password is not touched.
     *
     * @param versionNum {@code server_version_num}
     * @param owner exists
     * @return statements for one transaction
     */
    public static List<String> statements(Session session, int versionNum, String owner, String login) {
        List<String> statements = new ArrayList<>();
        Attributes wanted =
                new Attributes(true, attributes(session, owner).orElseThrow().connectionLimit());
        Optional<Attributes> now = attributes(session, login);
        if (!now.equals(Optional.of(wanted))) {
            statements.add((now.isEmpty() ? "CREATE ROLE " : "ALTER ROLE ") + Sql.identifier(login)
                    + (now.isEmpty() ? " LOGIN" : "") + " INHERIT CONNECTION LIMIT " + wanted.connectionLimit());
        }
        boolean options = versionNum >= MEMBERSHIP_OPTIONS;
        String whole = membership(login, owner) + (options ? " AND m.inherit_option AND m.set_option" : "");
        if (!session.one("SELECT EXISTS (" + whole + ")", r -> r.flag(1))) {
            statements.add("GRANT " + Sql.identifier(owner) + " TO " + Sql.identifier(login)
                    + (options ? " WITH INHERIT TRUE, SET TRUE" : ""));
        }
        List<Setting> settings = new ArrayList<>(settings(session, owner));
        settings.removeIf(s -> NOT_COPIED.contains(s.name()));
        settings.add(new Setting(null, "role", owner));
        settings.removeAll(settings(session, login));
        settings.forEach(s -> statements.add("ALTER ROLE " + Sql.identifier(login)
                + (s.database() == null ? "" : " IN DATABASE " + Sql.identifier(s.database()))
                + " SET " + Sql.identifier(s.name()) + " TO " + SettingValue.sql(s.name(), s.value())));
        return statements;
    }

    private static Optional<Attributes> attributes(Session session, String role) {
        return session
                .query(
                        "SELECT rolinherit, rolconnlimit FROM pg_roles WHERE rolname = " + Sql.literal(role),
                        r -> new Attributes(r.flag(1), r.number(2)))
                .stream()
                .findFirst();
    }

    private static List<Setting> settings(Session session, String role) {
        return session.query(SETTINGS.formatted(Sql.literal(role)), r -> new Setting(r.text(1), r.text(2), r.text(3)));
    }
}
