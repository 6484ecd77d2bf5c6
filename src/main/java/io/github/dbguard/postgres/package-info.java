/**
 * Sessions on a PostgreSQL server and what its catalogues say. The only room that sees {@code java.sql} and pgjdbc.
 *
 * <p>A {@link io.github.dbguard.postgres.Server} knows how to get in, over TCP or over a {@link
 * io.github.dbguard.postgres.Road} that somebody else built; a {@link io.github.dbguard.postgres.Session} is one
 * connection; a {@link io.github.dbguard.postgres.PostgresError} is what the server, or the way to it, answered.
 */
package io.github.dbguard.postgres;
