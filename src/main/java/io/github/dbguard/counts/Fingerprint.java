package io.github.dbguard.counts;

/**
 * A set of 64-bit hashes folded into one number that does not depend on the order of rows.
 *
 * <p>It is their sum, not their xor: in an xor, duplicates cancel out.
 *
 * @param sum of the hashes, as decimal text, since it may pass 64 bits; "0" for no rows
 * @param method how a row became a hash. PostgreSQL's hash functions may change with a major version, and a key may
 *     get other columns: only fingerprints of the same method are compared
 */
public record Fingerprint(String sum, String method) {

    /** Null where the method is: nothing was asked. */
    static Fingerprint of(String sum, String method) {
        return method == null ? null : new Fingerprint(sum == null ? "0" : sum, method);
    }

    public boolean comparableWith(Fingerprint other) {
        return other != null && method.equals(other.method);
    }
}
