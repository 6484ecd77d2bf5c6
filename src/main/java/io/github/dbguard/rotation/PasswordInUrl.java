package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The password in a connection URL, percent-encoded: {@code postgres://user:password@host/db} as libpq, SQLAlchemy and
 * others take it, and the option {@code password=} of pgjdbc and libpq. All else of the URL is kept byte for byte.
 */
final class PasswordInUrl {

    private static final Pattern URL = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.:-]*://.*|jdbc:.*");
    private static final Pattern HOSTS =
            Pattern.compile("(\\[[^\\]]*\\]|[^:,\\[\\]]*)(:\\d*)?(,(\\[[^\\]]*\\]|[^:,\\[\\]]*)(:\\d*)?)*");
    private static final Pattern ENCODED = Pattern.compile("(%[0-9A-Fa-f]{2})+");
    private static final String UNRESERVED = "-._~";
    private static final String OPTION = "password=";
    private static final String USER_OPTION = "user=";
    private static final int HEX = 16;

    /** From where to where a password, or a user, stands in a URL. */
    private record Place(int start, int end) {}

    private final String url;
    private final boolean jdbc;
    private final int authority;
    private final int authorityEnd;
    private final int at;
    private final int query;

    private PasswordInUrl(String url) {
        this.url = url;
        jdbc = url.startsWith("jdbc:");
        int scheme = url.indexOf("://");
        authority = scheme < 0 ? url.length() : scheme + "://".length();
        authorityEnd = firstOf("/?#", authority);
        int last = url.lastIndexOf('@', authorityEnd - 1);
        at = last < authority ? -1 : last;
        query = scheme < 0 ? url.indexOf('?') : url.indexOf('?', authorityEnd);
        requireClear();
    }

    /** Whether a value looks like a URL, of whatever kind. */
    static boolean isUrl(String value) {
        return URL.matcher(value).matches();
    }

    /**
     * The password, decoded; empty where the URL has none.
     *
     * @throws CannotProceed where nobody can tell which part is the password
     */
    static Optional<String> password(String url) {
        PasswordInUrl parts = new PasswordInUrl(url);
        List<Place> places = parts.places();
        return parts.last(places);
    }

    /** As {@link #password}, the user. */
    static Optional<String> user(String url) {
        PasswordInUrl parts = new PasswordInUrl(url);
        return parts.last(parts.users());
    }

    /** The URL with another user, at each place that has one; the same URL where there is none. */
    static String withUser(String url, String user) {
        return replaced(url, new PasswordInUrl(url).users(), encode(user));
    }

    private Optional<String> last(List<Place> places) {
        if (places.isEmpty()) {
            return Optional.empty();
        }
        // An option counts more than what is before the @, for libpq.
        Place last = places.get(places.size() - 1);
        String raw = url.substring(last.start(), last.end());
        return Optional.of(decode(jdbc ? raw.replace('+', ' ') : raw)).filter(value -> !value.isEmpty());
    }

    /**
     * The URL with another password, at each place that has one; added behind the user where there is none.
     *
     * @throws CannotProceed where nobody can tell which part is the password
     * @throws Refused where the URL names no user, and so has no place for one
     */
    static String with(String url, String password) {
        PasswordInUrl parts = new PasswordInUrl(url);
        String encoded = encode(password);
        List<Place> places = parts.places();
        if (places.isEmpty()) {
            return parts.added(encoded);
        }
        return replaced(url, places, encoded);
    }

    private static String replaced(String url, List<Place> places, String encoded) {
        StringBuilder out = new StringBuilder(url);
        for (int i = places.size() - 1; i >= 0; i--) {
            out.replace(places.get(i).start(), places.get(i).end(), encoded);
        }
        return out.toString();
    }

    private List<Place> places() {
        List<Place> places = new ArrayList<>();
        int colon = url.indexOf(':', authority);
        if (at >= 0 && colon >= 0 && colon < at) {
            places.add(new Place(colon + 1, at));
        }
        places.addAll(options(OPTION));
        return places;
    }

    private List<Place> users() {
        List<Place> places = new ArrayList<>();
        if (at >= 0) {
            int colon = url.indexOf(':', authority);
            places.add(new Place(authority, colon >= 0 && colon < at ? colon : at));
        }
        places.addAll(options(USER_OPTION));
        return places;
    }

    private List<Place> options(String option) {
        List<Place> places = new ArrayList<>();
        int start = query < 0 ? url.length() : query + 1;
        while (start < url.length()) {
            int end = firstOf("&", start);
            if (url.startsWith(option, start)) {
                places.add(new Place(start + option.length(), end));
            }
            start = end + 1;
        }
        return places;
    }

    private String added(String encoded) {
        if (at >= 0) {
            return url.substring(0, at) + ":" + encoded + url.substring(at);
        }
        if (jdbc || query >= 0 && url.substring(query).matches("(?s).*[?&]user=.*")) {
            String before = query < 0 ? "?" : url.endsWith("?") || url.endsWith("&") ? "" : "&";
            return url + before + OPTION + encoded;
        }
        throw new Refused("A connection URL names no user, so that there is no place for a password in it. Nothing was"
                + " changed. Write it as scheme://user:password@host/database, or leave its key out of"
                + " dbguard.passwordKeys.");
    }

    /** A raw / ? or # in the password ends the authority before the @: which part is which, nobody can tell then. */
    private void requireClear() {
        String behind = url.substring(authorityEnd);
        int value = behind.indexOf('=');
        boolean stray = behind.lastIndexOf('@', value < 0 ? behind.length() : value) >= 0;
        String hosts = url.substring(at < 0 ? authority : at + 1, authorityEnd);
        if (stray || !HOSTS.matcher(hosts).matches()) {
            throw new CannotProceed("In a connection URL it cannot be told which part is the password: it seems to hold"
                    + " one of / ? # : @ as it is. Nothing was changed. Percent-encode the password (/ is %2F, ? is %3F,"
                    + " # is %23, : is %3A, @ is %40), and run it again.");
        }
    }

    private int firstOf(String characters, int from) {
        int i = from;
        while (i < url.length() && characters.indexOf(url.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    /** What is no code stays as it is, as Python does it: the present password is only ever tried. */
    private static String decode(String raw) {
        return ENCODED.matcher(raw).replaceAll(match -> {
            String codes = match.group();
            byte[] bytes = new byte[codes.length() / 3];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(codes.substring(3 * i + 1, 3 * i + 3), HEX);
            }
            return Matcher.quoteReplacement(new String(bytes, StandardCharsets.UTF_8));
        });
    }

    /** All but RFC 3986's unreserved characters, the blank as %20: what every reader decodes alike. */
    private static String encode(String password) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : password.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
            if (plain || UNRESERVED.indexOf(b) >= 0) {
                out.write(b);
            } else {
                out.writeBytes(String.format("%%%02X", b).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return out.toString(StandardCharsets.US_ASCII);
    }
}
