/**
 * Finds the commands in a repository that can destroy a database or its volume, by reading files alone.
 *
 * <p>{@code files} knows where commands stand, {@code shell} and {@code sql} read them, {@code commands} takes off what
 * runs something else, {@code rules} judge. Every character knows its place in the file.
 */
package io.github.dbguard.scan;
