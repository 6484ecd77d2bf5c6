package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A userlist.txt as pgbouncer reads it (its load_auth_file): a user and a secret on a line, each in double quotes that
 * are doubled within; a line that begins with {@code ;} is a comment. Immutable; what is not changed stays byte for byte.
 */
final class Userlist {

    /** pgbouncer's limits, of what stands between the quotes: MAX_USERNAME and MAX_PASSWORD less the closing zero. */
    private static final int USER_BYTES = 127;

    private static final int SECRET_BYTES = 2047;

    private static final String SPACES = " \t\n\u000B\f\r";

    /** @param start of the secret between its quotes */
    private record Entry(String user, String secret, int start, int end) {

        @Override
        public String toString() {
            return user;
        }
    }

    private final String name;
    private final String text;
    private final List<Entry> entries = new ArrayList<>();

    private Userlist(String name, String text) {
        this.name = name;
        this.text = text;
        read();
    }

    /**
     * Reads a file.
     *
     * @param name for messages: {@code "userlist.txt"}
     * @throws CannotProceed where pgbouncer would give up reading, with the line
     */
    static Userlist parse(byte[] bytes, String name) {
        return new Userlist(name, LosslessText.decode(bytes));
    }

    /** A password, an md5 hash or a SCRAM verifier; the last line of that user counts. Empty where there is none. */
    Optional<String> secret(String user) {
        return entries.stream()
                .filter(e -> e.user().equals(user))
                .map(Entry::secret)
                .reduce((earlier, later) -> later);
    }

    /**
     * The file with another secret of a user, on each of his lines; he is added where he is missing.
     *
     * @param secretOrVerifier as pgbouncer shall know it
     * @throws Refused when the file cannot hold it
     */
    Userlist with(String user, String secretOrVerifier) {
        String quotedUser = quoted("user's name", user, USER_BYTES);
        String quotedSecret = quoted("secret of user " + user, secretOrVerifier, SECRET_BYTES);
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (Entry entry : entries) {
            if (entry.user().equals(user)) {
                out.append(text, done, entry.start()).append(quotedSecret);
                done = entry.end();
            }
        }
        out.append(text, done, text.length());
        if (done == 0) {
            String end = text.contains("\r\n") ? "\r\n" : "\n";
            boolean ended = text.isEmpty() || text.endsWith("\n");
            out.append(ended ? "" : end)
                    .append('"')
                    .append(quotedUser)
                    .append("\" \"")
                    .append(quotedSecret)
                    .append('"')
                    .append(ended ? end : "");
        }
        return new Userlist(name, out.toString());
    }

    byte[] bytes() {
        return LosslessText.encode(text);
    }

    /** Nothing that is in it: the secrets are secrets. */
    @Override
    public String toString() {
        return name;
    }

    private void read() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (SPACES.indexOf(c) >= 0) {
                at++;
            } else if (c == ';') {
                at = lineEnd(at);
            } else {
                at = entry(at);
            }
        }
    }

    private int entry(int start) {
        if (text.charAt(start) != '"') {
            throw broken(start, "a line begins with neither a quote nor a ;");
        }
        int userEnd = closingQuote(start);
        // What is between the two is skipped, ends of lines with it.
        int secretStart = text.indexOf('"', userEnd + 1);
        if (secretStart < 0) {
            throw broken(start, "a user has no secret");
        }
        int secretEnd = closingQuote(secretStart);
        entries.add(new Entry(
                unquoted(start + 1, userEnd), unquoted(secretStart + 1, secretEnd), secretStart + 1, secretEnd));
        return lineEnd(secretEnd);
    }

    private int closingQuote(int opening) {
        int at = text.indexOf('"', opening + 1);
        while (at >= 0 && text.startsWith("\"\"", at)) {
            at = text.indexOf('"', at + 2);
        }
        if (at < 0) {
            throw broken(opening, "a quote is never closed");
        }
        return at;
    }

    private String unquoted(int start, int end) {
        return text.substring(start, end).replace("\"\"", "\"");
    }

    private String quoted(String what, String value, int mostBytes) {
        String quoted = value.replace("\"", "\"\"");
        if (value.isEmpty() || value.chars().anyMatch(c -> c == 0 || c == '\n' || c == '\r')) {
            throw new Refused("The " + what + " cannot go into " + name
                    + ": it is empty, or holds a NUL or an end of line. Nothing was changed in it.");
        }
        if (quoted.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
            throw new Refused("The " + what + " cannot go into " + name + ": pgbouncer reads " + mostBytes
                    + " bytes at most there, doubled quotes counted, and no line behind a longer one. Nothing was changed"
                    + " in it.");
        }
        return quoted;
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private CannotProceed broken(int place, String how) {
        long line = text.substring(0, place).chars().filter(c -> c == '\n').count() + 1;
        return new CannotProceed(name + ", line " + line + ": " + how
                + ". pgbouncer reads no further than that. Nothing was changed. Mend the line and run it again.");
    }
}
