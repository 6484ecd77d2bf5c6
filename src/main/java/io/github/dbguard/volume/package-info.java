/**
 * The volume guard: where the data lies and what threatens it there ({@link io.github.dbguard.volume.Preflight}), and a
 * container that keeps Docker from removing the volume ({@link io.github.dbguard.volume.PinVolume}).
 */
package io.github.dbguard.volume;
