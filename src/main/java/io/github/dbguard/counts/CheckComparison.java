package io.github.dbguard.counts;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has happened to the user's own scalars of one database. Pure. */
final class CheckComparison {

    private CheckComparison() {}

    /** One remark a check; checks are matched by name. */
    static List<Remark> compare(String database, List<CheckResult> before, List<CheckResult> now) {
        List<Remark> remarks = new ArrayList<>();
        for (CheckResult old : before) {
            remarks.add(find(old.name(), now)
                    .map(present -> compare(database, old, present))
                    .orElseGet(() -> Remark.failure(
                            database,
                            old.name(),
                            "Not asked now; it was " + shown(old.value()) + " at the baseline.")));
        }
        now.stream()
                .filter(present -> find(present.name(), before).isEmpty())
                .map(present -> present.value() == null
                        ? Remark.failure(database, present.name(), "NULL now, and the baseline does not know it.")
                        : Remark.note(
                                database,
                                present.name(),
                                shown(present.value())
                                        + " now; the baseline does not know it, so nothing is compared."))
                .forEach(remarks::add);
        return List.copyOf(remarks);
    }

    private static Optional<CheckResult> find(String name, List<CheckResult> checks) {
        return checks.stream().filter(check -> check.name().equals(name)).findFirst();
    }

    private static Remark compare(String database, CheckResult old, CheckResult present) {
        String values = shown(old.value()) + " at the baseline, " + shown(present.value()) + " now";
        if (present.value() == null) {
            return Remark.failure(database, present.name(), "No answer: " + values + ".");
        }
        Optional<BigDecimal> from = number(old.value());
        Optional<BigDecimal> to = number(present.value());
        if (from.isPresent() && to.isPresent()) {
            return to.get().compareTo(from.get()) < 0
                    ? Remark.failure(database, present.name(), "Lower than before: " + values + ".")
                    : Remark.note(database, present.name(), values + ".");
        }
        boolean changed = old.value() != null && !old.value().equals(present.value());
        return changed
                ? Remark.failure(database, present.name(), "Not what it was: " + values + ".")
                : Remark.note(database, present.name(), values + ".");
    }

    private static String shown(String value) {
        return value == null ? "NULL" : value;
    }

    private static Optional<BigDecimal> number(String value) {
        try {
            return Optional.ofNullable(value).map(String::strip).map(BigDecimal::new);
        } catch (NumberFormatException text) {
            return Optional.empty();
        }
    }
}
