package io.github.dbguard.counts;

import java.util.List;

/**
 * What a migration tool has noted down in the database.
 *
 * @param tool Prisma, Flyway, Liquibase, Django, Alembic, Rails, golang-migrate, Knex, Sequelize, TypeORM or EF
 * @param schema where its table is
 * @param table the bookkeeping table; it is judged by this history, not by its rows
 * @param applied ids of the migrations that are applied, in the order in which they were
 * @param failed ids of those that were begun and not finished, or are marked as failed or dirty
 * @param locked true when the tool's own lock is held
 * @param headOnly true when the tool keeps nothing but its present version (Alembic, golang-migrate)
 */
public record MigrationHistory(
        String tool,
        String schema,
        String table,
        List<String> applied,
        List<String> failed,
        boolean locked,
        boolean headOnly) {}
