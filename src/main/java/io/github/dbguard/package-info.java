/**
 * The words that every room shares: the two ways of failing, the log and the progress of long work.
 *
 * <p>Nothing here depends on any room.
 */
package io.github.dbguard;
