package io.github.dbguard.postgres;

import io.github.dbguard.postgres.Relation.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the system catalogues say of a cluster and of the database that a session is on. */
public final class Catalogue {

    /** How the name of a database begins that a restore fills before it takes its place. */
    public static final String IN_FLIGHT = "dbguard_restore_";

    /** The comment of such a database. A killed restore may not have come to it: one without any is one too. */
    public static final String IN_FLIGHT_COMMENT =
            "dbguard: a restore in flight, or what a killed one left. Holds a copy only.";

    private static final String IS_IN_FLIGHT =
            "(datname ~ '^%s[0-9a-f]{12}$' AND coalesce(shobj_description(oid, 'pg_database'), %s) = %s)"
                    .formatted(IN_FLIGHT, Sql.literal(IN_FLIGHT_COMMENT), Sql.literal(IN_FLIGHT_COMMENT));

    private Catalogue() {}

    /**
     * Facts of the whole cluster.
     *
     * @param preloadLibraries {@code shared_preload_libraries}; null where the role may not see it
     * @param bootstrapRole the role that initdb made
     */
    public record Cluster(
            String systemIdentifier,
            String initialisedAt,
            String version,
            int versionNum,
            String dataDirectory,
            boolean inRecovery,
            boolean superuser,
            String preloadLibraries,
            String bootstrapRole) {}

    /** A database that can be connected to and is no template. */
    public record Database(String name, long oid, long bytes) {}

    /** Reads {@code pg_control_system()} and its like. The data directory is null where the role may not see it. */
    public static Cluster cluster(Session session) {
        // The upper 32 bits of the identifier are the seconds of initdb, see BootStrapXLOG in xlog.c.
        return session.one(
                """
                SELECT to_char(i, 'FM99999999999999999999'),
                       to_char(to_timestamp(floor(i / 4294967296)) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                       current_setting('server_version'), current_setting('server_version_num')::int,
                       (SELECT setting FROM pg_settings WHERE name = 'data_directory'),
                       pg_is_in_recovery(), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
                       (SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries'),
                       pg_get_userbyid(10)
                FROM (SELECT CASE WHEN system_identifier < 0 THEN system_identifier::numeric + 18446744073709551616
                                  ELSE system_identifier::numeric END AS i FROM pg_control_system()) c
                """,
                r -> new Cluster(
                        r.text(1).trim(),
                        r.text(2),
                        r.text(3),
                        (int) r.number(4),
                        r.text(5),
                        r.flag(6),
                        r.flag(7),
                        r.text(8),
                        r.text(9)));
    }

    /**
     * Which cluster it is, and where its files lie.
     *
     * @param systemIdentifier its 64 bits
     * @param dataDirectory null where the role may not see it
     */
    public record Place(long systemIdentifier, String dataDirectory) {}

    /** Reads what tells one server from another. */
    public static Place place(Session session) {
        return session.one(
                "SELECT system_identifier, (SELECT setting FROM pg_settings WHERE name = 'data_directory')"
                        + " FROM pg_control_system()",
                r -> new Place(r.number(1), r.text(2)));
    }

    /** Bytes that a database takes on the server's disk, indexes and all. */
    public static long databaseBytes(Session session, String database) {
        return session.one("SELECT pg_database_size(" + Sql.literal(database) + ")", r -> r.number(1));
    }

    /** The extensions of the database that the session is on, by name. */
    public static List<String> extensions(Session session) {
        return session.query("SELECT extname FROM pg_extension ORDER BY extname", r -> r.text(1));
    }

    /** The extensions that the server could create, by name. */
    public static List<String> availableExtensions(Session session) {
        return session.query("SELECT name FROM pg_available_extensions ORDER BY name", r -> r.text(1));
    }

    /** The roles of the cluster. */
    public static List<String> roles(Session session) {
        return session.query("SELECT rolname FROM pg_roles ORDER BY rolname", r -> r.text(1));
    }

    /** The tablespaces of the cluster. */
    public static List<String> tablespaces(Session session) {
        return session.query("SELECT spcname FROM pg_tablespace", r -> r.text(1));
    }

    /** Where tablespaces lie that are not in the data directory: folders on the server. */
    public static List<String> tablespaceFolders(Session session) {
        return session.query(
                "SELECT DISTINCT pg_tablespace_location(oid) AS folder FROM pg_tablespace WHERE oid > 2000 ORDER BY 1",
                r -> r.text(1));
    }

    /** The oids of all databases by name, those that take no connections and templates too. */
    public static Map<String, Long> everyDatabase(Session session) {
        Map<String, Long> oids = new HashMap<>();
        session.query("SELECT datname, oid FROM pg_database", r -> oids.put(r.text(1), r.number(2)));
        return oids;
    }

    /** The databases that a restore fills just now, or that a killed one left: nobody's data. */
    public static List<String> inFlight(Session session) {
        return session.query(
                "SELECT datname FROM pg_database WHERE " + IS_IN_FLIGHT + " ORDER BY datname", r -> r.text(1));
    }

    /**
     * Every database that can be connected to, is no template and not what a restore fills, with its size where the role may
     * see it.
     */
    public static List<Database> databases(Session session) {
        return session.query("""
                SELECT datname, oid, CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) END
                FROM pg_database WHERE datallowconn AND NOT datistemplate AND NOT %s ORDER BY datname
                """.formatted(IS_IN_FLIGHT), r -> new Database(r.text(1), r.number(2), r.number(3)));
    }

    /**
     * Every relation of this database that holds rows of users: tables, partitioned tables (once, not their
     * partitions), foreign tables and materialised views.
     */
    public static List<Relation> relations(Session session) {
        Map<Long, List<Column>> columns = columns(session);
        Map<Long, List<String>> keys = keys(session);
        // All of it is read as the session's snapshot has it, and without a lock: pg_relation_filenode() would tell of
        // a
        // TRUNCATE that the snapshot does not know, and pg_partition_tree() locks every partition.
        return session.query("""
                WITH RECURSIVE tree AS (
                    SELECT oid AS root, oid AS relid FROM pg_class WHERE relkind = 'p' AND NOT relispartition
                    UNION ALL
                    SELECT t.root, i.inhrelid FROM tree t JOIN pg_inherits i ON i.inhparent = t.relid),
                parts AS (
                    SELECT t.root, sum(c.relpages) FILTER (WHERE c.relkind = 'r') AS pages,
                           md5(string_agg(c.oid || ':' || c.relfilenode, ',' ORDER BY c.oid)) AS storage,
                           array_agg(quote_ident(n.nspname) || '.' || quote_ident(c.relname) ORDER BY c.oid)
                               FILTER (WHERE c.relkind = 'r') AS own,
                           bool_or(c.relkind = 'f') AS foreigners,
                           sum(pg_stat_get_tuples_inserted(c.oid)) AS i, sum(pg_stat_get_tuples_updated(c.oid)) AS u,
                           sum(pg_stat_get_tuples_deleted(c.oid)) AS d
                    FROM tree t JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind <> 'p' GROUP BY t.root)
                SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relfilenode,
                       CASE c.relkind WHEN 'p' THEN coalesce(p.storage, '') ELSE c.relfilenode::text END,
                       greatest(p.pages, c.relpages), d.objid IS NOT NULL, p.own, p.foreigners,
                       coalesce(p.i, pg_stat_get_tuples_inserted(c.oid)),
                       coalesce(p.u, pg_stat_get_tuples_updated(c.oid)),
                       coalesce(p.d, pg_stat_get_tuples_deleted(c.oid))
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
                LEFT JOIN parts p ON p.root = c.oid
                WHERE c.relkind IN ('r', 'p', 'f', 'm') AND (NOT c.relispartition OR c.relkind = 'f')
                  AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                ORDER BY n.nspname, c.relname
                """, r -> {
            List<Column> own = columns.getOrDefault(r.number(1), List.of());
            return new Relation(
                    r.number(1),
                    r.text(2),
                    r.text(3),
                    r.text(4).charAt(0),
                    r.text(5).charAt(0),
                    r.number(6),
                    r.text(7),
                    r.number(8),
                    r.flag(9),
                    own,
                    named(keys.getOrDefault(r.number(1), List.of()), own),
                    r.flag(11) ? r.texts(10) : null,
                    r.number(12),
                    r.number(13),
                    r.number(14));
        });
    }

    /** The tables among these that the role may not read, by their qualified names. */
    public static List<String> unreadable(Session session, Collection<Relation> tables) {
        return session.query("""
                SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = ANY (%s) AND NOT (has_schema_privilege(n.oid, 'USAGE')
                                                AND has_table_privilege(c.oid, 'SELECT'))
                ORDER BY n.nspname, c.relname
                """.formatted(oids(tables)), r -> r.text(1));
    }

    /** Who holds one of these tables exclusively, or waits for it: {@code public.orders (process 4711, psql)}. */
    public static List<String> exclusiveHolders(Session session, Collection<Relation> tables) {
        return session.query("""
                SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' (process ' || l.pid
                       || coalesce(', ' || nullif(a.application_name, ''), '') || ')'
                FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND (c.oid = ANY (%s) OR c.relispartition)
                ORDER BY l.granted DESC, 1
                """.formatted(oids(tables)), r -> r.text(1));
    }

    private static String oids(Collection<Relation> tables) {
        return tables.stream().map(t -> Long.toString(t.oid())).collect(Collectors.joining(",", "'{", "}'::oid[]"));
    }

    /** Bytes of all tables and large objects of this database, without their indexes. */
    public static long dataBytes(Session session) {
        return session.one("""
                SELECT coalesce(sum(pg_table_size(c.oid)), 0)::int8 FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND (n.nspname NOT IN ('pg_catalog', 'information_schema')
                                           OR c.relname = 'pg_largeobject')
                """, r -> r.number(1));
    }

    private static List<Column> named(List<String> names, List<Column> columns) {
        List<Column> found = names.stream()
                .flatMap(name -> columns.stream().filter(c -> c.name().equals(name)))
                .toList();
        // A key that came between two readings of the catalogue: the next reading, under locks, has both.
        return found.size() == names.size() ? found : List.of();
    }

    private static Map<Long, List<Column>> columns(Session session) {
        Map<Long, List<Column>> columns = new HashMap<>();
        session.query(
                """
                SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod),
                       CASE WHEN coalesce(b.typnamespace, t.typnamespace) <> 'pg_catalog'::regnamespace
                            THEN coalesce(b.typnamespace, t.typnamespace)::regnamespace || '.' ELSE '' END
                       || coalesce(b.typname, t.typname)
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
                WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                  AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                ORDER BY a.attrelid, a.attnum
                """,
                r -> columns.computeIfAbsent(r.number(1), k -> new ArrayList<>())
                        .add(new Column(r.text(2), r.text(3), r.text(4))));
        return columns;
    }

    private static Map<Long, List<String>> keys(Session session) {
        Map<Long, List<String>> keys = new HashMap<>();
        session.query("""
                SELECT DISTINCT ON (i.indrelid) i.indrelid, k.names
                FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relkind IN ('r', 'p')
                JOIN pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL (
                    SELECT array_agg(a.attname::text ORDER BY u.o) AS names, bool_and(a.attnotnull) AS never_null
                    FROM unnest(i.indkey::int2[]) WITH ORDINALITY u(attnum, o)
                    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum
                    WHERE u.o <= i.indnkeyatts) k
                WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.never_null
                  AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                ORDER BY i.indrelid, i.indisprimary DESC, i.indnkeyatts, i.indexrelid
                """, r -> keys.put(r.number(1), r.texts(2)));
        return keys;
    }
}
