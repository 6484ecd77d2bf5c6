package io.github.dbguard.counts;

/**
 * Why a whole target, or a whole database of it, is not what the baseline counted.
 *
 * @param cause {@link Cause#CLUSTER_REINITIALISED}, {@link Cause#VOLUME_REPLACED} or {@link Cause#DATABASE_RECREATED}
 * @param database the database; null when it is the whole target
 * @param fails false only where {@code allow} names the cause
 * @param sentence what happened, with which values, and what to look at next
 */
public record TargetCause(Cause cause, String database, boolean fails, String sentence) {}
