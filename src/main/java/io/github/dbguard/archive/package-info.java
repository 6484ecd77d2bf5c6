/**
 * Files of ours: written so that they are on disk, hashed, packed, unpacked, compressed and locked. It knows nothing of
 * PostgreSQL or Docker.
 *
 * <p>The only room that sees Commons Compress, what it reads xz with, zstd-jni and Jackson. Nothing here is held in memory
 * whole except JSON
 * documents and lists of file names: the largest backup passes through a small heap.
 *
 * <p>Every method throws {@link io.github.dbguard.CannotProceed} when the disk, the stream or the permissions fail it,
 * and {@link io.github.dbguard.Refused} when what it reads must not be trusted. Neither message holds a file's content,
 * because some of these files hold secrets.
 */
package io.github.dbguard.archive;
