/**
 * Row counts: taken in one exported snapshot, saved as the baseline, compared after a deploy, and the cause of every
 * difference named.
 *
 * <p>{@link io.github.dbguard.counts.Snapshot} holds the moment still, {@link io.github.dbguard.counts.CountDatabase}
 * counts in it, {@link io.github.dbguard.counts.Comparison} decides. Only the last one judges, and it does no I/O.
 */
package io.github.dbguard.counts;
