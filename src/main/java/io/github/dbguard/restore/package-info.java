/**
 * Brings a backup back, beside what is there: nothing that serves is touched until what came is whole and counted.
 */
package io.github.dbguard.restore;
