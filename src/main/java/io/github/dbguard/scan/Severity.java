package io.github.dbguard.scan;

/** How grave a finding is, the gravest first. */
public enum Severity {
    /** It can destroy what is served. */
    ERROR,
    /** It can, where somebody does what it says, or in the wrong place. */
    WARNING,
    /** It destroys what is thrown away anyway. */
    NOTE;

    /** Of the two, the one that is no graver than the other. */
    public Severity atMost(Severity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
