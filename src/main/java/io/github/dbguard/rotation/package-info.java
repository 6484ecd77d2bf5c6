/**
 * The password of a role, changed in place: on the server, and in the files that tell it to Compose, applications and
 * pgbouncer.
 *
 * <p>Invariant: no password is in a message, a {@code toString} or an argument. A file is read whole and understood
 * before the first change to it, and what was not to be changed in it stays byte for byte.
 */
package io.github.dbguard.rotation;
