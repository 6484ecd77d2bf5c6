package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.FileChange;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.Verifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The files that hold the password: what they say now, and how they change. */
final class PasswordFiles {

    private static final String PREVIOUS = ".previous";

    private static final Pattern LOGIN_KEY = Pattern.compile("(?i).*(USER|LOGIN|ROLE).*");

    private final RotationOptions options;
    private final byte[] env;
    private final byte[] envPrevious;
    private final byte[] secret;
    private final byte[] secretPrevious;
    private final byte[] userlist;

    private PasswordFiles(RotationOptions options) {
        this.options = options;
        this.env = FileEdit.contentOf(options.envFile());
        this.envPrevious = FileEdit.contentOf(previous(options.envFile()));
        this.secret = options.passwordFile() == null ? null : FileEdit.contentOf(options.passwordFile());
        this.secretPrevious =
                options.passwordFile() == null ? null : FileEdit.contentOf(previous(options.passwordFile()));
        this.userlist = options.userlist() == null ? null : FileEdit.contentOf(options.userlist());
    }

    /** @throws CannotProceed when one of them cannot be read */
    static PasswordFiles read(RotationOptions options) {
        PasswordFiles files = new PasswordFiles(options);
        if (options.userlist() != null && files.userlist == null) {
            throw new CannotProceed("dbguard.userlist names " + options.userlist()
                    + ", and there is no such file.\nNothing was changed. Give the path of pgbouncer's userlist.txt, or"
                    + " leave it out.");
        }
        return files;
    }

    /** {@code .env.previous} for {@code .env}. */
    static Path previous(Path file) {
        return file.resolveSibling(file.getFileName() + PREVIOUS);
    }

    /**
     * The password that they ask for.
     *
     * @throws CannotProceed when they hold none
     */
    String wanted() {
        if (secret != null) {
            return SecretFile.parse(secret).password();
        }
        if (options.passwordFile() != null) {
            throw missing(options.passwordFile(), "it does not exist");
        }
        if (env == null) {
            throw missing(options.envFile(), "it does not exist");
        }
        return password(env, options.envFile())
                .orElseThrow(
                        () -> missing(options.envFile(), "its " + options.keys().get(0) + " is missing or empty"));
    }

    private static CannotProceed missing(Path file, String why) {
        return new CannotProceed("There is no password in " + file + ": " + why
                + ".\nNothing was changed. Write it there (key: -Ddbguard.passwordKey=, file: -Ddbguard.envFile=), name the"
                + " environment variable that holds it with -Ddbguard.newPasswordEnv=, or have one made with"
                + " -Ddbguard.generate=true");
    }

    private Optional<String> password(byte[] bytes, Path file) {
        return bytes == null
                ? Optional.empty()
                : PasswordKeys.password(parse(bytes, file), options.keys().get(0));
    }

    private static EnvFile parse(byte[] bytes, Path file) {
        return EnvFile.parse(bytes, file.toString());
    }

    /** The role that the env file names; empty where it names none. */
    Optional<String> user() {
        return user(env, options.envFile());
    }

    private Optional<String> user(byte[] bytes, Path file) {
        return bytes == null ? Optional.empty() : PasswordKeys.user(parse(bytes, file), options.userKey());
    }

    /** Keys that name the role of before plainly, by the look of them for a login, and stay as they are. */
    List<String> forgottenUsers(Login wanted, String before) {
        EnvFile file = parse(written(wanted), options.envFile());
        return file.keys().stream()
                .filter(key -> LOGIN_KEY.matcher(key).matches() && !key.equals(options.userKey()))
                .filter(key -> file.value(key).equals(Optional.of(before)))
                .toList();
    }

    /** Passwords that the server may have now, the likeliest first. */
    Set<String> candidates() {
        Set<String> candidates = new LinkedHashSet<>();
        password(envPrevious, previous(options.envFile())).ifPresent(candidates::add);
        password(env, options.envFile()).ifPresent(candidates::add);
        if (secretPrevious != null) {
            candidates.addAll(SecretFile.parse(secretPrevious).readings());
        }
        if (secret != null) {
            candidates.addAll(SecretFile.parse(secret).readings());
        }
        return candidates;
    }

    /** Whether the one before is to be kept and its file is not there. */
    boolean lacksPrevious() {
        return env != null && envPrevious == null;
    }

    /** Keys that hold the password before, and were not named. */
    List<String> forgotten(String previous) {
        if (env == null) {
            return List.of();
        }
        EnvFile file = parse(env, options.envFile());
        return file.keys().stream()
                .filter(key -> !options.keys().contains(key))
                .filter(key -> carries(file, key, previous))
                .toList();
    }

    private static boolean carries(EnvFile file, String key, String password) {
        try {
            return PasswordKeys.password(file, key).equals(Optional.of(password));
        } catch (CannotProceed notAUrlOfOurs) {
            return false;
        }
    }

    /**
     * What the files have to hold, in the order in which they are written; each that changes can be written. Those that hold
     * it already are among them: where verifiers may not be read, a recovery finds there which passwords to try.
     *
     * @param wanted the role, and its new password
     * @param previous what logged in before; null when nobody knows its password
     * @param verifier of the new one
     */
    List<FileEdit> edits(Login wanted, Login previous, String verifier) {
        List<FileEdit> edits = new ArrayList<>();
        if (previous != null && env != null) {
            byte[] kept = previousHolds(previous) ? envPrevious : written(previous);
            edits.add(FileEdit.of(previous(options.envFile()), envPrevious, kept, true));
        }
        if (previous != null && secret != null) {
            SecretFile before = SecretFile.parse(secret).with(previous.password());
            edits.add(FileEdit.of(previous(options.passwordFile()), secretPrevious, before.bytes(), true));
        }
        if (env != null || (options.generated() && options.passwordFile() == null)) {
            edits.add(FileEdit.of(options.envFile(), env, written(wanted), false));
        }
        if (options.passwordFile() != null) {
            SecretFile file = secret == null ? new SecretFile("", "\n") : SecretFile.parse(secret);
            edits.add(FileEdit.of(
                    options.passwordFile(), secret, file.with(wanted.password()).bytes(), false));
        }
        if (userlist != null) {
            edits.add(FileEdit.of(options.userlist(), userlist, userlistWith(wanted, verifier), false));
        }
        edits.stream().filter(FileEdit::changes).forEach(edit -> FileChange.check(edit.file()));
        return edits;
    }

    private boolean previousHolds(Login login) {
        Optional<String> password = password(envPrevious, previous(options.envFile()));
        boolean named = options.userKey() == null
                || user(envPrevious, previous(options.envFile())).equals(Optional.of(login.user()));
        return named && password.equals(Optional.of(login.password()));
    }

    /** The env file with this login; the keys that it does not have are not added, but for the first. */
    private byte[] written(Login login) {
        byte[] bytes = env == null ? new byte[0] : env;
        EnvFile file = parse(bytes, options.envFile());
        List<String> keys = new ArrayList<>(options.keys());
        // Where the password has a file of its own, the env file need not hold it.
        boolean own = options.passwordFile() != null;
        keys.removeIf(key ->
                !file.keys().contains(key) && (own || !key.equals(options.keys().get(0))));
        return PasswordKeys.write(file, options.userKey(), keys, login).bytes();
    }

    /** pgbouncer knows the password itself, or the verifier: it stays as it was. */
    private byte[] userlistWith(Login wanted, String verifier) {
        return parsedUserlist()
                .with(wanted.user(), userlistIsClear(wanted.user()) ? wanted.password() : verifier)
                .bytes();
    }

    /** Whether pgbouncer knows the password of this user itself. */
    boolean userlistIsClear(String user) {
        return parsedUserlist()
                .secret(user)
                .map(secret -> !secret.startsWith("SCRAM-SHA-256$") && !secret.matches("md5[0-9a-f]{32}"))
                .orElse(false);
    }

    /** The verifier by which pgbouncer knows this login already; empty where it has none, or one of another password. */
    Optional<String> verifierInUserlist(Login login) {
        return userlist == null
                ? Optional.empty()
                : parsedUserlist()
                        .secret(login.user())
                        .filter(secret -> Verifier.fits(secret, login.user(), login.password()));
    }

    private Userlist parsedUserlist() {
        return Userlist.parse(userlist, options.userlist().toString());
    }
}
