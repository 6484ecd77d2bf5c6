package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What the user has said about some tables.
 *
 * @param pattern which ones
 * @param allowedLoss null to leave it to the policies that follow, and at last to the global one
 * @param ignore true not to count or judge them
 * @param requireRows true when each of them must hold a row
 * @param fingerprint how closely to look; null to leave it open
 * @param allow causes that are accepted
 */
public record TablePolicy(
        TablePattern pattern,
        AllowedLoss allowedLoss,
        boolean ignore,
        boolean requireRows,
        FingerprintMode fingerprint,
        Set<Cause> allow) {

    private static final Set<Cause> OF_THE_TARGET =
            EnumSet.of(Cause.CLUSTER_REINITIALISED, Cause.VOLUME_REPLACED, Cause.DATABASE_RECREATED);

    public TablePolicy {
        allow = Set.copyOf(allow);
    }

    /** From a Mojo's texts, any of which but the name may be null. */
    public static TablePolicy parse(
            String name,
            String allowedLoss,
            boolean ignore,
            boolean requireRows,
            String fingerprint,
            Collection<String> allow) {
        String where = " of <table> \"" + name + "\"";
        Set<Cause> causes = causes(allow, "<allow>" + where);
        for (Cause cause : causes) {
            if (OF_THE_TARGET.contains(cause)) {
                throw new CannotProceed("<allow>" + where + " names " + cause + ", which is about the whole target."
                        + " Perhaps you meant dbguard.allow?");
            }
        }
        return new TablePolicy(
                TablePattern.parse(name, "<name> of a <table>"),
                allowedLoss == null || allowedLoss.isBlank()
                        ? null
                        : AllowedLoss.parse(allowedLoss, "<allowedLoss>" + where),
                ignore,
                requireRows,
                mode(fingerprint, "<fingerprint>" + where),
                causes);
    }

    /** The causes of these names; null stands for none. */
    public static Set<Cause> causes(Collection<String> names, String parameter) {
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        if (names != null) {
            names.stream()
                    .filter(name -> name != null && !name.isBlank())
                    .forEach(name -> causes.add(constant(Cause.class, name, parameter)));
        }
        return causes;
    }

    /** The mode of that name; null for null and blank. */
    public static FingerprintMode mode(String name, String parameter) {
        return name == null || name.isBlank() ? null : constant(FingerprintMode.class, name, parameter);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String parameter) {
        String wanted = name.strip().replace('-', '_').toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new CannotProceed(parameter + " is \"" + name + "\", which is none of "
                        + Arrays.toString(type.getEnumConstants()) + ". Nothing was compared."));
    }
}
