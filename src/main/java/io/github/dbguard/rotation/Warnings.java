package io.github.dbguard.rotation;

import io.github.dbguard.Log;
import io.github.dbguard.postgres.Login;
import java.nio.file.Path;
import java.util.List;

/** What a rotation cannot put right, and the user has to know: who will log in with something else. */
record Warnings(Log log, PasswordFiles files, RotationOptions options) {

    void ofUsers(Login wanted) {
        String user = files.user().orElse(wanted.user());
        List<String> forgotten = files.forgottenUsers(wanted, user);
        if (!user.equals(wanted.user()) && !forgotten.isEmpty()) {
            log.warn(String.join(", ", forgotten) + " of " + options.envFile() + " name role \"" + user
                    + "\" and stay as they are. Whoever logs in with them and the new password is refused: write them as"
                    + " ${" + options.userKey() + "}.");
        }
        String set = System.getenv(options.userKey());
        if (set != null && !set.equals(wanted.user())) {
            log.warn(options.userKey() + " is set in the environment of this process as well, to another role than the"
                    + " next one. docker compose prefers that to " + options.envFile()
                    + ": unset it where you deploy.");
        }
    }

    /** Compose prefers its environment to the env file, and so the application would get another one. */
    void ofEnvironment(String wanted) {
        String key = options.keys().get(0);
        String set = System.getenv(key);
        if (set != null && !set.equals(wanted)) {
            log.warn(
                    key + " is set in the environment of this process as well, to another value. docker compose prefers"
                            + " that to " + options.envFile() + ": unset it where you deploy.");
        }
    }

    void ofPrevious(Login before) {
        Path file = PasswordFiles.previous(options.envFile());
        if (before == null && options.userKey() != null) {
            log.warn("Nobody knows the password of role \"" + files.user().orElse("")
                    + "\", as which the env file logs in: not the files, not the container. It stays what it is, and "
                    + file + " cannot hold it.");
            return;
        }
        if (before == null) {
            log.warn(
                    "Nobody knows the password that the server has now: not the files, not the container. It is changed"
                            + " all the same, and " + file + " cannot hold it.");
            return;
        }
        if (files.lacksPrevious()) {
            log.warn(file + " was missing. It is made anew, with the password that the server has had.");
        }
        List<String> forgotten = files.forgotten(before.password());
        if (!forgotten.isEmpty()) {
            log.warn("The password of before is also in " + String.join(", ", forgotten) + " of " + options.envFile()
                    + ", which stay as they are. To change them as well: -Ddbguard.passwordKeys="
                    + String.join(",", forgotten));
        }
    }

    /** What ignores the env file by its name need not ignore the copy of it. */
    void ofCopies(List<FileEdit> edits) {
        List<String> open = edits.stream()
                .filter(edit -> edit.early() && edit.bytesBefore() == null)
                .map(FileEdit::file)
                .filter(GitIgnore::lacks)
                .map(file -> file.getFileName().toString())
                .toList();
        if (!open.isEmpty()) {
            log.warn("New here, and not known to be ignored by git: " + String.join(", ", open)
                    + ", with the password of before and what else is kept secret beside it. Add it to .gitignore and"
                    + " .dockerignore.");
        }
    }

    /** A verifier of the same password serves pgbouncer's clients; pgbouncer itself logs in with the server's own alone. */
    void ofUserlist(Login login, List<FileEdit> edits) {
        boolean written = options.userlist() != null
                && !files.userlistIsClear(login.user())
                && edits.stream()
                        .filter(FileEdit::changes)
                        .anyMatch(edit -> edit.file().equals(options.userlist().toAbsolutePath()));
        if (written) {
            log.warn(options.userlist() + " has a verifier that was made for it, because role \"" + login.user()
                    + "\" may not read the server's. pgbouncer lets clients in with it; to log in to the server with it,"
                    + " pgbouncer needs the server's own: run it once as a superuser (-Ddbguard.user= and"
                    + " -Ddbguard.passwordEnv=), or write the password itself there.");
        }
    }
}
