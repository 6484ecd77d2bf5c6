package io.github.dbguard.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What belongs to a database and not to anything in it: {@code pg_dump} without {@code --create} leaves all of it out.
 *
 * @param owner role
 * @param encoding {@code UTF8}
 * @param collate {@code datcollate}
 * @param ctype {@code datctype}
 * @param provider {@code c} (libc), {@code i} (ICU) or {@code b} (builtin); null before 15
 * @param locale of the ICU or builtin provider; null for libc
 * @param icuRules null where there are none
 * @param tablespace its default one
 * @param connectionLimit -1 for none
 * @param comment null where there is none
 * @param privileges null where nobody ever changed the default
 * @param settings of {@code ALTER DATABASE … SET} and {@code ALTER ROLE … IN DATABASE … SET}
 */
public record DatabaseProperties(
        String owner,
        String encoding,
        String collate,
        String ctype,
        String provider,
        String locale,
        String icuRules,
        String tablespace,
        int connectionLimit,
        String comment,
        List<Privilege> privileges,
        List<Setting> settings) {

    private static final int FIRST_WITH_PROVIDER = 15;
    private static final int FIRST_WITH_RULES = 16;

    /** Lists whose elements the server keeps quoted, see GUC_LIST_QUOTE in guc_tables.c. */
    private static final List<String> QUOTED_LISTS = List.of(
            "search_path",
            "temp_tablespaces",
            "local_preload_libraries",
            "session_preload_libraries",
            "shared_preload_libraries",
            "unix_socket_directories");

    /** @param grantee null for PUBLIC */
    public record Privilege(String grantee, String privilege, boolean grantable) {}

    /**
     * @param role null for every role
     * @param value as {@code pg_db_role_setting} keeps it
     */
    public record Setting(String role, String name, String value) {}

    /** Reads those of a database; the session may be on any. */
    public static DatabaseProperties read(Session session, String database) {
        String name = Sql.literal(database);
        List<Privilege> privileges =
                session.query("""
                SELECT CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END, a.privilege_type,
                       bool_or(a.is_grantable)
                FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = %s
                GROUP BY a.grantee, a.privilege_type ORDER BY a.grantee, a.privilege_type
                """.formatted(name), r -> new Privilege(r.text(1), r.text(2), r.flag(3)));
        List<Setting> settings = session.query("""
                SELECT pg_get_userbyid(nullif(s.setrole, 0)), split_part(c, '=', 1), substr(c, strpos(c, '=') + 1)
                FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) c
                WHERE d.datname = %s ORDER BY 1 NULLS FIRST, 2
                """.formatted(name), r -> new Setting(r.text(1), r.text(2), r.text(3)));
        // Columns that not every version has: datlocprovider 15, daticulocale 15 and 16, datlocale 17, daticurules 16.
        return session.one(
                """
                SELECT pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
                       j->>'datlocprovider', coalesce(j->>'datlocale', j->>'daticulocale'), j->>'daticurules',
                       (SELECT spcname FROM pg_tablespace WHERE oid = d.dattablespace), d.datconnlimit,
                       shobj_description(d.oid, 'pg_database'), d.datacl IS NULL
                FROM pg_database d, LATERAL to_jsonb(d) j WHERE d.datname = %s
                """.formatted(name),
                r -> new DatabaseProperties(
                        r.text(1),
                        r.text(2),
                        r.text(3),
                        r.text(4),
                        r.text(5),
                        r.text(6),
                        r.text(7),
                        r.text(8),
                        (int) r.number(9),
                        r.text(10),
                        r.flag(11) ? null : privileges,
                        settings));
    }

    /**
     * The statement that makes an empty database of this kind.
     *
     * @param serverMajor of the server that is to run it
     */
    public String create(String name, int serverMajor) {
        StringBuilder sql = new StringBuilder("CREATE DATABASE " + Sql.identifier(name)
                + " TEMPLATE template0 ENCODING "
                + Sql.literal(encoding) + " LC_COLLATE " + Sql.literal(collate) + " LC_CTYPE " + Sql.literal(ctype)
                + " TABLESPACE " + Sql.identifier(tablespace));
        if (serverMajor >= FIRST_WITH_PROVIDER && locale == null) {
            // Unsaid, it would be template0's, which need not be libc.
            sql.append(" LOCALE_PROVIDER libc");
        } else if (serverMajor >= FIRST_WITH_PROVIDER) {
            boolean icu = provider.equals("i");
            sql.append(" LOCALE_PROVIDER ")
                    .append(icu ? "icu ICU_LOCALE " : "builtin BUILTIN_LOCALE ")
                    .append(Sql.literal(locale));
            if (icu && icuRules != null && serverMajor >= FIRST_WITH_RULES) {
                sql.append(" ICU_RULES ").append(Sql.literal(icuRules));
            }
        }
        return sql.toString();
    }

    /** The statements that give an existing database, of whatever name, all the rest of it. */
    public List<String> apply(String name) {
        String database = "DATABASE " + Sql.identifier(name);
        List<String> statements = new ArrayList<>();
        statements.add("ALTER " + database + " OWNER TO " + Sql.identifier(owner));
        if (privileges != null) {
            statements.add("REVOKE ALL ON " + database + " FROM PUBLIC, " + Sql.identifier(owner));
            for (Privilege p : privileges) {
                statements.add("GRANT " + p.privilege + " ON " + database + " TO "
                        + (p.grantee == null ? "PUBLIC" : Sql.identifier(p.grantee))
                        + (p.grantable && !owner.equals(p.grantee) ? " WITH GRANT OPTION" : ""));
            }
        }
        for (Setting s : settings) {
            statements.add((s.role == null ? "ALTER " : "ALTER ROLE " + Sql.identifier(s.role) + " IN ") + database
                    + " SET " + setting(s));
        }
        if (comment != null) {
            statements.add("COMMENT ON " + database + " IS " + Sql.literal(comment));
        }
        statements.add("ALTER " + database + " CONNECTION LIMIT " + connectionLimit);
        return statements;
    }

    /** The same in another tablespace. */
    public DatabaseProperties in(String otherTablespace) {
        return new DatabaseProperties(
                owner,
                encoding,
                collate,
                ctype,
                provider,
                locale,
                icuRules,
                otherTablespace,
                connectionLimit,
                comment,
                privileges,
                settings);
    }

    /** The roles that {@link #apply} needs. */
    public List<String> roles() {
        Stream<String> grantees =
                privileges == null ? Stream.of() : privileges.stream().map(Privilege::grantee);
        return Stream.of(Stream.of(owner), grantees, settings.stream().map(Setting::role))
                .flatMap(roles -> roles)
                .filter(role -> role != null)
                .distinct()
                .toList();
    }

    private static String setting(Setting setting) {
        // The name of an extension's own setting has a dot in it, and each part is a word of its own.
        String name = Stream.of(setting.name.split("\\."))
                .map(Sql::identifier)
                .reduce((a, b) -> a + "." + b)
                .orElse("");
        boolean list = QUOTED_LISTS.contains(setting.name);
        return name + " TO " + (list ? elements(setting.value) : Sql.literal(setting.value));
    }

    /** {@code "$user", public} becomes {@code '$user', 'public'}: no text of the catalogue is run as it is. */
    private static String elements(String list) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == '"' && quoted && i + 1 < list.length() && list.charAt(i + 1) == '"') {
                element.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                elements.add(Sql.literal(element.toString()));
                element.setLength(0);
            } else if (quoted || !Character.isWhitespace(c)) {
                element.append(c);
            }
        }
        elements.add(Sql.literal(element.toString()));
        return String.join(", ", elements);
    }
}
