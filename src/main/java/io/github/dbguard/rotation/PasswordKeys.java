package io.github.dbguard.rotation;

import io.github.dbguard.Refused;
import io.github.dbguard.postgres.Login;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of an env file that carry the password and the role, plainly or in a URL: the look of the value tells. */
final class PasswordKeys {

    private static final Pattern URL_KEY = Pattern.compile("(?i).*(URL|URI|DSN|CONN(ECTION)?(_?STR(ING)?)?)");
    private static final Pattern KEYWORDS = Pattern.compile("(?is)(.*[\\s;'\"])?(password|pwd)\\s*=.*");
    private static final Pattern PLACE = Pattern.compile("(?is)(.*[\\s;'\"])?(host(addr)?|server|data source)\\s*=.*");

    private PasswordKeys() {}

    /** The password that a value of such a key carries; empty where it carries none. */
    static Optional<String> password(String value) {
        if (PasswordInUrl.isUrl(value)) {
            return PasswordInUrl.password(value);
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** What the password of a key is in this file; empty where the key is missing or carries none. */
    static Optional<String> password(EnvFile file, String key) {
        return file.value(key).flatMap(PasswordKeys::password);
    }

    /** The role that a key of this file names; empty where the key is missing or names none. */
    static Optional<String> user(EnvFile file, String key) {
        return file.value(key)
                .flatMap(value -> PasswordInUrl.isUrl(value) ? PasswordInUrl.user(value) : Optional.of(value))
                .filter(user -> !user.isEmpty());
    }

    /**
     * The file with a password in each of the keys. One that carries it already, as by a reference to a key that was
     * changed, stays as it is; a key that is missing gets the password plainly.
     *
     * @throws Refused where a key cannot carry the password
     */
    static EnvFile write(EnvFile file, List<String> keys, String password) {
        return write(file, null, keys, new Login(null, password));
    }

    /**
     * As {@link #write(EnvFile, List, String)}; and with another role, in its key and in those URLs that name one.
     *
     * @param userKey a key of the file that holds the role's name, plainly or in a URL; null where the role stays as it is
     */
    static EnvFile write(EnvFile file, String userKey, List<String> keys, Login login) {
        // A reference is to a line further up: in the file's order, those are changed before it is looked at.
        List<String> ordered = new ArrayList<>(file.keys());
        ordered.removeIf(key -> !keys.contains(key) && !key.equals(userKey));
        keys.stream().filter(key -> !ordered.contains(key)).forEach(ordered::add);
        EnvFile changed = file;
        for (String key : ordered) {
            String before = file.value(key).orElse("");
            String now = changed.value(key).orElse("");
            boolean named = userKey == null || names(before, key.equals(userKey), login.user());
            boolean carries = !keys.contains(key) || password(before).equals(Optional.of(login.password()));
            boolean right = now.equals(before) && named && carries;
            // A reference put it in as it is; in a URL that is right only where nothing in it wants encoding.
            String wanted = right ? now : keys.contains(key) ? written(key, before, login.password()) : before;
            if (!right && userKey != null) {
                wanted = withUser(wanted, key.equals(userKey), login.user());
            }
            if (!now.equals(wanted)) {
                changed = changed.with(key, wanted);
            }
        }
        return changed;
    }

    private static boolean names(String value, boolean ofUser, String user) {
        if (PasswordInUrl.isUrl(value)) {
            return PasswordInUrl.user(value).map(user::equals).orElse(true);
        }
        return !ofUser || value.equals(user);
    }

    private static String withUser(String value, boolean ofUser, String user) {
        if (PasswordInUrl.isUrl(value)) {
            return PasswordInUrl.withUser(value, user);
        }
        return ofUser ? user : value;
    }

    private static String written(String key, String value, String password) {
        if (PasswordInUrl.isUrl(value)) {
            return PasswordInUrl.with(value, password);
        }
        if (value.isEmpty() && URL_KEY.matcher(key).matches()) {
            throw new Refused("The key " + key + " has no value, so that there is no URL to put the password into."
                    + " Nothing was changed. Set it, or leave it out of dbguard.passwordKeys.");
        }
        if (KEYWORDS.matcher(value).matches() && PLACE.matcher(value).matches()) {
            throw new Refused(
                    "The value of " + key + " is neither a password nor a URL: it looks like a list of keywords"
                            + " (host=… password=…), which a password in its place would destroy. Nothing was changed. Write it"
                            + " as a URL, or leave the key out of dbguard.passwordKeys.");
        }
        return password;
    }
}
