package io.github.dbguard.maven;

import io.github.dbguard.counts.TablePolicy;
import java.util.List;

/** A table in the POM that needs a policy of its own: {@code <table><name>public.sessions</name>…</table>}. */
public class TableRule {

    /** Its name: {@code table}, {@code schema.table} or {@code database:schema.table}; {@code *} stands for anything. */
    String name;

    /** Rows or percent that may be gone. */
    String allowedLoss;

    /** True to leave it out. */
    boolean ignore;

    /** True when it must not be empty. */
    boolean requireRows;

    /** How closely to look: counts, keys or rows. */
    String fingerprint;

    /** Causes that are accepted, for instance TABLE_RECREATED. */
    List<String> allow;

    TablePolicy policy() {
        return TablePolicy.parse(name, allowedLoss, ignore, requireRows, fingerprint, allow);
    }
}
