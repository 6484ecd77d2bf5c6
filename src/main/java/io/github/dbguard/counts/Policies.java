package io.github.dbguard.counts;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that the user has said about what may differ.
 *
 * <p>Where several policies name a table, {@code ignore}, {@code requireRows} and {@code allow} add up, and of
 * {@code allowedLoss} and {@code fingerprint} the first that says anything counts.
 *
 * @param allowedLoss for tables about which no policy says anything
 * @param ignoreTables tables not to count or judge
 * @param requireRows tables of which each must hold a row; one that is not there fails
 * @param tables policies for single tables, the most specific first
 * @param allow causes that are accepted, of the target and of any table
 */
public record Policies(
        AllowedLoss allowedLoss,
        List<TablePattern> ignoreTables,
        List<TablePattern> requireRows,
        List<TablePolicy> tables,
        Set<Cause> allow) {

    /** Nothing may be lost, everything is looked at. */
    public static final Policies STRICT = new Policies(AllowedLoss.NONE, List.of(), List.of(), List.of(), Set.of());

    private static final Set<Cause> FORGIVABLE = EnumSet.of(Cause.ROWS_LOST, Cause.KEYS_REPLACED);

    public Policies {
        ignoreTables = List.copyOf(ignoreTables);
        requireRows = List.copyOf(requireRows);
        tables = List.copyOf(tables);
        allow = Set.copyOf(allow);
    }

    /** From a Mojo's texts, any of which may be null. */
    public static Policies parse(
            String allowedLoss,
            Collection<String> ignoreTables,
            Collection<String> requireRows,
            Collection<TablePolicy> tables,
            Collection<String> allow) {
        return new Policies(
                AllowedLoss.parse(allowedLoss, "dbguard.allowedLoss"),
                patterns(ignoreTables, "dbguard.ignoreTables"),
                patterns(requireRows, "dbguard.requireRows"),
                tables == null ? List.of() : List.copyOf(tables),
                TablePolicy.causes(allow, "dbguard.allow"));
    }

    private static List<TablePattern> patterns(Collection<String> texts, String parameter) {
        return texts == null
                ? List.of()
                : texts.stream()
                        .filter(text -> text != null && !text.isBlank())
                        .map(text -> TablePattern.parse(text, parameter))
                        .toList();
    }

    /** Every pattern that asks for tables not to be looked at. */
    public List<TablePattern> ignoring() {
        return Stream.concat(
                        ignoreTables.stream(),
                        tables.stream().filter(TablePolicy::ignore).map(TablePolicy::pattern))
                .toList();
    }

    /** Every pattern whose tables must hold a row. */
    public List<TablePattern> requiring() {
        return Stream.concat(
                        requireRows.stream(),
                        tables.stream().filter(TablePolicy::requireRows).map(TablePolicy::pattern))
                .toList();
    }

    /** True when the table is neither counted nor judged. */
    public boolean ignores(String database, String schema, String table) {
        return ignoring().stream().anyMatch(pattern -> pattern.matches(database, schema, table));
    }

    /** How closely to look at the table. */
    public FingerprintMode mode(String database, String schema, String table, FingerprintMode otherwise) {
        return matching(database, schema, table)
                .map(TablePolicy::fingerprint)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(otherwise);
    }

    /** How many rows the table may lose. */
    public AllowedLoss allowedLoss(String database, String schema, String table) {
        return matching(database, schema, table)
                .map(TablePolicy::allowedLoss)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(allowedLoss);
    }

    /** True when the cause is accepted for the whole target. */
    public boolean allows(Cause cause) {
        return allow.contains(cause);
    }

    /** The reason for which a harmful verdict is accepted; null when it is not. */
    String pardon(String database, TableCount table, Verdict verdict) {
        if (allows(verdict.cause())
                || matching(database, table.schema(), table.name())
                        .anyMatch(policy -> policy.allow().contains(verdict.cause()))) {
            return verdict.cause() + " is allowed here.";
        }
        AllowedLoss allowed = allowedLoss(database, table.schema(), table.name());
        if (FORGIVABLE.contains(verdict.cause()) && allowed.forgives(verdict.lostAtMost(), table.rows())) {
            return "Within allowedLoss = " + allowed + ".";
        }
        return null;
    }

    private Stream<TablePolicy> matching(String database, String schema, String table) {
        return tables.stream().filter(policy -> policy.pattern().matches(database, schema, table));
    }
}
