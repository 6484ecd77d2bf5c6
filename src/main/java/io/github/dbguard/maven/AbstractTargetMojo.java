package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.restore.RestoreRecovery;
import io.github.dbguard.rotation.KnownPasswords;
import io.github.dbguard.rotation.RotationRecovery;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import io.github.dbguard.target.UrlTarget;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** A goal that needs the target. Beside a running Compose project none of the parameters is needed. */
abstract class AbstractTargetMojo extends AbstractDbguardMojo {

    /** The container that runs PostgreSQL, by name or id. Default: the one of the Compose project in this folder. */
    @Parameter(property = "dbguard.container")
    private String container;

    /** The Compose file that the target's project was started from. Default: the project in this folder. */
    @Parameter(property = "dbguard.composeFile")
    private File composeFile;

    /** The Compose service that runs PostgreSQL. Needed where a project has several. */
    @Parameter(property = "dbguard.service")
    private String service;

    /** A server that is not in a container: <code>jdbc:postgresql://host:5432/database</code>, without a password. */
    @Parameter(property = "dbguard.url")
    private String url;

    /** The id of a server in settings.xml that holds user name and password, encrypted or not. */
    @Parameter(property = "dbguard.serverId")
    private String serverId;

    /** The role to log in as. Default: the user name of dbguard.serverId, else POSTGRES_USER of the container. */
    @Parameter(property = "dbguard.user")
    private String user;

    /** The <em>name</em> of the environment variable that holds the password. Never the password itself. */
    @Parameter(property = "dbguard.passwordEnv")
    private String passwordEnv;

    /**
     * The databases to guard. Default: the one that dbguard.url names, else every one that can be connected to and is no
     * template.
     */
    @Parameter(property = "dbguard.databases")
    private List<String> databases;

    /**
     * The Docker engine: <code>unix:///var/run/docker.sock</code>, <code>tcp://host:2376</code>. Default: DOCKER_HOST,
     * else the current Docker context.
     */
    @Parameter(property = "dbguard.dockerHost")
    private String dockerHost;

    /** How many seconds to wait for a server that is starting. */
    @Parameter(property = "dbguard.wait", defaultValue = "60")
    private int wait;

    @Inject
    private SettingsDecrypter decrypter;

    @Override
    final void run() {
        try (Target target = find()) {
            log().info("Target: " + target.description());
            new RestoreRecovery(new BackupStore(directory()), target, log()).ifAny();
            new RotationRecovery(new BackupStore(directory()), target, log()).ifAny();
            run(target);
        } catch (PostgresError e) {
            // Every answer that can be told apart has been by now: what is left needs the server's log.
            throw new CannotProceed(
                    "The server refused, or the connection broke: " + e.getMessage()
                            + ".\nNothing was changed. See the server's log, and run it again.",
                    e);
        }
    }

    private Target find() {
        // Where the goal may open a way in itself, a refused login is no answer yet.
        return mayEditHba() && url == null ? FindTarget.findLocked(options()) : FindTarget.find(options());
    }

    /** The same target, found anew. */
    final Target findAgain(Target before) {
        return FindTarget.again(before, options());
    }

    /** How long to wait for a server that is starting. */
    final Duration patience() {
        return Duration.ofSeconds(Math.max(0, wait));
    }

    /** The work of the goal on its target. */
    abstract void run(Target target);

    /** Null where it was left out. */
    Path composeFile() {
        return composeFile == null ? null : composeFile.toPath();
    }

    /** The databases that were asked for; empty for all. */
    List<String> databases() {
        return databases == null ? List.of() : databases;
    }

    /** Whether the target may lack some of them. */
    boolean mayLackDatabases() {
        return false;
    }

    /**
     * What to try where the password that is known is not the server's, as after a rotation. A URL may lead to anybody, who may
     * ask for clear passwords: a project's are not for them.
     */
    List<String> otherPasswords() {
        List<String> passwords = new ArrayList<>();
        if (url == null) {
            passwords.addAll(KnownPasswords.beside(folder().resolve(".env"), "POSTGRES_PASSWORD"));
        }
        passwords.addAll(passwordsInFlight());
        return passwords;
    }

    /** Those of a change that was cut short; for a URL, of one on its own server. */
    final List<String> passwordsInFlight() {
        return KnownPasswords.inFlight(directory(), url == null ? null : UrlTarget.nameOf(url));
    }

    /** Whether pg_hba.conf may get a line where no password gets in. */
    boolean mayEditHba() {
        return false;
    }

    private TargetOptions options() {
        Server server = server();
        return new TargetOptions(
                        folder(),
                        container,
                        composeFile(),
                        service,
                        url,
                        user != null || server == null ? user : server.getUsername(),
                        password(server),
                        databases(),
                        dockerHost,
                        patience())
                .with(otherPasswords(), mayEditHba())
                .lacking(mayLackDatabases());
    }

    /** What the user has said of the target and of where things lie, for a command that he is told to type. */
    final String saidAgain() {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("directory", givenDirectory());
        said.put("container", container);
        said.put("composeFile", composeFile);
        said.put("service", service);
        said.put("url", url);
        said.put("serverId", serverId);
        said.put("user", user);
        said.put("passwordEnv", passwordEnv);
        said.put("dockerHost", dockerHost);
        return said.entrySet().stream()
                .filter(one -> one.getValue() != null)
                .map(one -> " -Ddbguard." + one.getKey() + "="
                        + quoted(one.getValue().toString()))
                .collect(Collectors.joining());
    }

    private static String quoted(String word) {
        return word.matches("[\\w./:@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private Server server() {
        if (serverId == null) {
            return null;
        }
        Server server = session.getSettings().getServer(serverId);
        if (server == null) {
            throw new CannotProceed("settings.xml has no server \"" + serverId + "\" (dbguard.serverId).\n"
                    + "Add <server><id>" + serverId + "</id><username>…</username><password>…</password></server>.");
        }
        return decrypter.decrypt(new DefaultSettingsDecryptionRequest(server)).getServer();
    }

    private String password(Server server) {
        return passwordEnv == null && server != null
                ? server.getPassword()
                : secret(passwordEnv, "dbguard.passwordEnv");
    }

    /**
     * What an environment variable holds.
     *
     * @param name the variable's; null for none, then the answer is null
     * @param parameter that names it
     */
    static String secret(String name, String parameter) {
        if (name == null) {
            return null;
        }
        String password = System.getenv(name);
        if (password == null || password.isEmpty()) {
            // Whoever wrote the password itself here must not find it in the log.
            String named = name.matches("[A-Z_]*(PASS|PW|SECRET|TOKEN|CRED)[A-Z_]*") ? " " + name : "";
            throw new CannotProceed("The environment variable" + named + " that " + parameter + " names is not set or"
                    + " empty.\nSet it (in GitHub Actions: env: of the step), and give its name, not the password.");
        }
        return password;
    }
}
