package io.github.dbguard.postgres;

import io.github.dbguard.postgres.Relation.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the system catalogues say of a cluster and of the database that a session is on. */
public final class Catalogue {

    private Catalogue() {}

    /** Facts of the whole cluster. */
    public record Cluster(
            String systemIdentifier,
            String initialisedAt,
            String version,
            int versionNum,
            String dataDirectory,
            boolean inRecovery,
            boolean superuser) {}

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
                       pg_is_in_recovery(), (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
                FROM (SELECT CASE WHEN system_identifier < 0 THEN system_identifier::numeric + 18446744073709551616
                                  ELSE system_identifier::numeric END AS i FROM pg_control_system()) c
                """,
                r -> new Cluster(
                        r.text(1).trim(), r.text(2), r.text(3), (int) r.number(4), r.text(5), r.flag(6), r.flag(7)));
    }

    /** Every database that can be connected to and is no template, with its size where the role may see it. */
    public static List<Database> databases(Session session) {
        return session.query("""
                SELECT datname, oid, CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) END
                FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname
                """, r -> new Database(r.text(1), r.number(2), r.number(3)));
    }

    /**
     * Every relation of this database that holds rows of users: tables, partitioned tables (once, not their
     * partitions), foreign tables and materialised views.
     */
    public static List<Relation> relations(Session session) {
        Map<Long, List<Column>> columns = columns(session);
        Map<Long, List<String>> keys = keys(session);
        return session.query("""
                SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence,
                       coalesce(pg_relation_filenode(c.oid), 0), c.relpages, d.objid IS NOT NULL,
                       coalesce(p.i, pg_stat_get_tuples_inserted(c.oid)),
                       coalesce(p.u, pg_stat_get_tuples_updated(c.oid)),
                       coalesce(p.d, pg_stat_get_tuples_deleted(c.oid))
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
                LEFT JOIN LATERAL (
                    SELECT sum(pg_stat_get_tuples_inserted(t.relid)) i, sum(pg_stat_get_tuples_updated(t.relid)) u,
                           sum(pg_stat_get_tuples_deleted(t.relid)) d
                    FROM pg_partition_tree(c.oid) t WHERE t.isleaf AND c.relkind = 'p') p ON true
                WHERE c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
                  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
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
                    r.number(7),
                    r.flag(8),
                    own,
                    named(keys.getOrDefault(r.number(1), List.of()), own),
                    r.number(9),
                    r.number(10),
                    r.number(11));
        });
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
        return names.stream()
                .map(name -> columns.stream()
                        .filter(c -> c.name().equals(name))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private static Map<Long, List<Column>> columns(Session session) {
        Map<Long, List<Column>> columns = new HashMap<>();
        session.query(
                """
                SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), coalesce(b.typname, t.typname)
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
