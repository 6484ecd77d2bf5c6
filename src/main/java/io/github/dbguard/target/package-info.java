/**
 * Finds the target and opens sessions on it. Knows that a server lives in a container or behind a URL; nothing above
 * this room needs to care which, but for running PostgreSQL's own tools.
 */
package io.github.dbguard.target;
