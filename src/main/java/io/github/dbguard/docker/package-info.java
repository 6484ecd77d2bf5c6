/**
 * The engine: which containers there are, commands run inside them, files copied in and out, and throwaway containers of
 * our own.
 *
 * <p>Architecture invariant: this is the only room that sees docker-java. No type of docker-java appears in its public
 * interface. It imports no other room.
 *
 * <p>Two promises hold everywhere here. A command counts as ended only when the engine has told its exit code and the
 * container that ran it is still the one it was started in; an end of stream proves nothing. And what one of our
 * commands was left doing is ended when we turn away from it: an abandoned {@code pg_dump} would keep its locks.
 */
package io.github.dbguard.docker;
