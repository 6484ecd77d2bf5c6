package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Relation;
import io.github.dbguard.postgres.Relation.Column;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the bookkeeping tables of migration tools, by name and columns, and reads what they say. */
final class MigrationTables {

    private MigrationTables() {}

    /**
     * How a tool keeps its books.
     *
     * @param columns what a table of that name must have to be the tool's
     * @param lacking a column that it must not have: two tools share the name schema_migrations
     * @param select answers id, failed, in the order of application; {@code %s} is the table
     * @param lockTable null where the tool has none
     * @param lockSelect answers whether the lock is held; {@code %s} is the lock's table
     */
    private record Tool(
            String name,
            String table,
            Set<String> columns,
            String lacking,
            String select,
            boolean headOnly,
            String lockTable,
            String lockSelect) {

        Tool(String name, String table, Set<String> columns, String select) {
            this(name, table, columns, null, select, false, null, null);
        }

        boolean keeps(Relation relation) {
            Set<String> names = relation.columns().stream().map(Column::name).collect(Collectors.toSet());
            return relation.kind() == 'r'
                    && relation.name().equals(table)
                    && names.containsAll(columns)
                    && !names.contains(lacking == null ? "" : lacking);
        }
    }

    private static final List<Tool> TOOLS = List.of(
            new Tool(
                    "Prisma",
                    "_prisma_migrations",
                    Set.of("migration_name", "finished_at", "rolled_back_at", "started_at"),
                    "SELECT migration_name, finished_at IS NULL FROM %s WHERE rolled_back_at IS NULL ORDER BY started_at"),
            new Tool(
                    "Flyway",
                    "flyway_schema_history",
                    Set.of("installed_rank", "version", "type", "script", "success"),
                    // What is undone or was given up stays, with a later row that says so.
                    "SELECT id, NOT success FROM (SELECT DISTINCT ON (coalesce(version, script))"
                            + " coalesce(version, script) AS id, installed_rank, type, success FROM %s"
                            + " ORDER BY coalesce(version, script), installed_rank DESC) h"
                            + " WHERE type !~ '^(UNDO|DELETE)' ORDER BY installed_rank"),
            new Tool(
                    "Liquibase",
                    "databasechangelog",
                    Set.of("id", "author", "filename", "orderexecuted", "exectype"),
                    null,
                    "SELECT filename || '::' || id || '::' || author, exectype = 'FAILED' FROM %s ORDER BY orderexecuted",
                    false,
                    "databasechangeloglock",
                    "SELECT coalesce(bool_or(locked), false) FROM %s"),
            new Tool(
                    "Django",
                    "django_migrations",
                    Set.of("id", "app", "name", "applied"),
                    "SELECT app || '.' || name, false FROM %s ORDER BY id"),
            new Tool(
                    "Alembic",
                    "alembic_version",
                    Set.of("version_num"),
                    null,
                    "SELECT version_num, false FROM %s ORDER BY version_num",
                    true,
                    null,
                    null),
            new Tool(
                    "golang-migrate",
                    "schema_migrations",
                    Set.of("version", "dirty"),
                    null,
                    "SELECT version::text, dirty FROM %s ORDER BY version",
                    true,
                    null,
                    null),
            new Tool(
                    "Rails",
                    "schema_migrations",
                    Set.of("version"),
                    "dirty",
                    "SELECT version::text, false FROM %s ORDER BY version",
                    false,
                    null,
                    null),
            new Tool(
                    "Knex",
                    "knex_migrations",
                    Set.of("id", "name", "batch"),
                    null,
                    "SELECT name, false FROM %s ORDER BY id",
                    false,
                    "knex_migrations_lock",
                    "SELECT coalesce(bool_or(is_locked <> 0), false) FROM %s"),
            new Tool("Sequelize", "SequelizeMeta", Set.of("name"), "SELECT name, false FROM %s ORDER BY name"),
            new Tool(
                    "TypeORM",
                    "migrations",
                    Set.of("id", "timestamp", "name"),
                    "SELECT name, false FROM %s ORDER BY \"timestamp\", id"),
            new Tool(
                    "EF",
                    "__EFMigrationsHistory",
                    Set.of("MigrationId", "ProductVersion"),
                    "SELECT \"MigrationId\", false FROM %s ORDER BY \"MigrationId\""));

    /** Whether a table is where the tool of a history keeps its lock: it is judged by the history, too. */
    static boolean keepsLock(MigrationHistory history, String schema, String table) {
        return history.schema().equals(schema)
                && TOOLS.stream()
                        .anyMatch(tool -> tool.name().equals(history.tool()) && table.equals(tool.lockTable()));
    }

    /** Reads every history among these tables, in a transaction that the session has begun. */
    static List<MigrationHistory> read(Session session, List<Relation> tables) {
        List<MigrationHistory> histories = new ArrayList<>();
        for (Relation relation : tables) {
            Optional<Tool> tool = TOOLS.stream().filter(t -> t.keeps(relation)).findFirst();
            tool.ifPresent(t -> histories.add(read(session, tables, t, relation)));
        }
        return histories;
    }

    private static MigrationHistory read(Session session, List<Relation> tables, Tool tool, Relation relation) {
        List<String> applied = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        try {
            session.execute("SAVEPOINT dbguard_migrations");
            session.query(
                    String.format(tool.select(), relation.from("t")),
                    r -> (r.flag(2) ? failed : applied).add(r.text(1)));
            boolean locked = lockTable(tables, tool, relation)
                    .map(lock -> session.one(String.format(tool.lockSelect(), lock.from("l")), r -> r.flag(1)))
                    .orElse(false);
            return new MigrationHistory(
                    tool.name(), relation.schema(), relation.name(), applied, failed, locked, tool.headOnly());
        } catch (PostgresError e) {
            throw new CannotProceed(
                    "The migration history of " + tool.name() + " in "
                            + Sql.qualified(relation.schema(), relation.name()) + " could not be read: "
                            + e.getMessage() + ".\nGrant the role SELECT on it.",
                    e);
        } finally {
            session.execute("ROLLBACK TO dbguard_migrations");
        }
    }

    private static Optional<Relation> lockTable(List<Relation> tables, Tool tool, Relation books) {
        return tables.stream()
                .filter(r -> r.name().equals(tool.lockTable()) && r.schema().equals(books.schema()))
                .findFirst();
    }
}
