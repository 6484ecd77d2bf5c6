/**
 * What was found, shown: one renderer a format. Renderers are pure functions from a result to text; whoever calls them
 * writes it somewhere.
 *
 * <p>Names of tables, migrations and checks come from a database that somebody else fills. Each renderer escapes them
 * for its format, so that no name forges a line of a log, a heading or an element.
 */
package io.github.dbguard.report;
