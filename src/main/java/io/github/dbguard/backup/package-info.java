/**
 * Backups: made from the same snapshot as the row counts, carried out proven, laid down so that PostgreSQL's own tools
 * can check and restore them without dbguard.
 *
 * <p>Invariant: a folder without {@code .partial} in its name is whole. It gets that name last, when everything about
 * it has been proven and is on disk.
 */
package io.github.dbguard.backup;
