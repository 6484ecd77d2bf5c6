package io.github.dbguard.scan;

/**
 * A file that could not be read, or not all of it.
 *
 * @param path from the repository's root, with slashes
 */
public record Unread(String path, String why) {}
