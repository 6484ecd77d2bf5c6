package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.backup.HostTools;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.ToolLogin;
import io.github.dbguard.target.UrlTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Runs psql on a script: inside the target's container, or here where the target is a URL. */
final class SeedPsql {

    /** How it ended. */
    record Ended(int exitCode, String stderr) {}

    private SeedPsql() {}

    static Ended run(Target target, String database, SeedScript script) {
        try (InputStream in = script.open()) {
            return target instanceof ContainerTarget container
                    ? inside(container, database, in)
                    : here((UrlTarget) target, database, in);
        } catch (IOException e) {
            throw new CannotProceed("Cannot read the seed: " + e + ".\nNothing was seeded.", e);
        }
    }

    private static List<String> arguments(String host, int port, String user, String database) {
        List<String> words = new ArrayList<>(List.of(
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--file=-",
                "--no-password",
                "--host=" + host,
                "--port=" + port,
                // A bare name with an equals sign in it would be read as a connection string.
                "--dbname=dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'"));
        if (user != null) {
            words.add("--username=" + user);
        }
        return words;
    }

    private static Ended inside(ContainerTarget target, String database, InputStream script) {
        List<String> words = new ArrayList<>(List.of("psql"));
        ToolLogin in = target.toolLogin();
        words.addAll(arguments(in.host(), in.port(), in.login().user(), database));
        ExecCommand command = ExecCommand.of(words.toArray(String[]::new))
                .named("psql")
                .withUser(in.osUser())
                .withEnvironment("PGSSLMODE", "allow")
                .withEnvironment("PGCLIENTENCODING", "UTF8");
        String password = in.login().password();
        ExecResult result = target.engine()
                .run(
                        target.container().id(),
                        password == null ? command : command.withEnvironment("PGPASSWORD", password),
                        script,
                        OutputStream.nullOutputStream(),
                        line -> {});
        return new Ended(result.exitCode(), result.stderr());
    }

    private static Ended here(UrlTarget target, String database, InputStream in) {
        HostTools tools = HostTools.atLeast(target.identity().major(), target);
        HostTools.Ended ended = tools.feed(
                "psql",
                arguments(
                        target.url().host(), target.url().port(), target.login().user(), database),
                in,
                line -> {});
        return new Ended(ended.exitCode(), ended.stderr());
    }
}
