package io.github.dbguard.postgres;

import io.github.dbguard.CannotProceed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PasswordUtil;

/**
 * What a server keeps in place of a password ({@code pg_authid.rolpassword}), made on this side: the clear text never
 * travels, so no log of the server can hold it.
 *
 * @see <a href="https://www.postgresql.org/docs/current/catalog-pg-authid.html">the two forms of rolpassword</a>
 */
public final class Verifier {

    /** As parse_scram_secret of the server's auth-scram.c takes it; a stored key and a server key have 32 bytes each. */
    private static final Pattern SCRAM = Pattern.compile("SCRAM-SHA-256\\$(?<iterations>[1-9][0-9]{0,8}):"
            + "(?<salt>[A-Za-z0-9+/]+={0,2})\\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=");

    private static final Pattern MD5 = Pattern.compile("md5[0-9a-f]{32}");

    private Verifier() {}

    /**
     * Makes a verifier, SCRAM with a salt of its own and 4,096 iterations.
     *
     * @param user the role; part of what md5 hashes, nothing to SCRAM
     * @param password one that every client prepares alike: that is for the caller to judge
     */
    public static String of(Encryption kind, String user, String password) {
        String verifier =
                kind == Encryption.MD5 ? md5(user, password) : PasswordUtil.encodeScramSha256(password.toCharArray());
        return requireWellFormed(verifier);
    }

    /**
     * Makes sure of a verifier's form: the server takes anything else for a clear password, hashes it, and says nothing.
     *
     * @return the verifier
     * @throws CannotProceed when it has neither form; the message does not hold it
     */
    public static String requireWellFormed(String verifier) {
        if (!isWellFormed(verifier)) {
            throw new CannotProceed(
                    "What should be the verifier of a password is neither a SCRAM-SHA-256 nor an md5 one:"
                            + " the server would take it for the password itself.\nIt was not sent. Where it comes from a file,"
                            + " that file is damaged.");
        }
        return verifier;
    }

    /** Whether the server would take it as it is. */
    public static boolean isWellFormed(String verifier) {
        if (verifier == null) {
            return false;
        }
        Matcher scram = SCRAM.matcher(verifier);
        return MD5.matcher(verifier).matches() || scram.matches() && salt(scram) != null;
    }

    /**
     * Whether a login with this password passes this verifier.
     *
     * @param verifier as {@code pg_authid.rolpassword} has it; null for a role without a password, which nothing fits
     * @param user the role that has it
     */
    public static boolean fits(String verifier, String user, String password) {
        if (!isWellFormed(verifier) || password.isEmpty()) {
            return false;
        }
        Matcher scram = SCRAM.matcher(verifier);
        String again;
        if (scram.matches()) {
            again = scram(password, Integer.parseInt(scram.group("iterations")), salt(scram));
        } else {
            again = md5(user, password);
        }
        return again != null
                && MessageDigest.isEqual(
                        again.getBytes(StandardCharsets.US_ASCII), verifier.getBytes(StandardCharsets.US_ASCII));
    }

    private static String scram(String password, int iterations, byte[] salt) {
        try {
            return PasswordUtil.encodeScramSha256(password.toCharArray(), iterations, salt);
        } catch (IndexOutOfBoundsException e) {
            // pgjdbc cannot take a password of which SASLprep leaves nothing, so it cannot log in with it either.
            return null;
        }
    }

    /** Deprecated because md5 is; but there are servers that keep nothing else. */
    @SuppressWarnings("deprecation")
    private static String md5(String user, String password) {
        return PasswordUtil.encodeMd5(user, password.toCharArray());
    }

    /** Null where it is no base64. */
    private static byte[] salt(Matcher scram) {
        try {
            return Base64.getDecoder().decode(scram.group("salt"));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
