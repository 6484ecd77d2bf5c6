package io.github.dbguard.docker;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Which engine to talk to, and what to tell somebody whose engine does not answer. */
final class EngineAddress {

    private static final String NEXT = "then run the goal again";

    private EngineAddress() {}

    /**
     * The engine that the docker CLI would take: the given host, else {@code DOCKER_HOST}, else the current context, else
     * the default socket.
     *
     * @throws CannotProceed when that is nothing docker-java can talk to
     */
    static DockerClientConfig resolve(String dockerHost) {
        DefaultDockerClientConfig config;
        try {
            // Requests then go without a version: a fixed one is too new for an old engine or too old for a new one.
            DefaultDockerClientConfig.Builder builder =
                    DefaultDockerClientConfig.createDefaultConfigBuilder().withApiVersion((String) null);
            if (dockerHost != null && !dockerHost.isBlank()) {
                builder.withDockerHost(dockerHost.strip());
            }
            boolean named = builder.isDockerHostSetExplicitly();
            if (named) {
                // A host named here wins over the context whole: the context's certificates are for another engine.
                builder.withDockerContext("default");
            }
            config = builder.build();
            if (!named) {
                refuseAContextThatIsNotThere(config);
            }
        } catch (CannotProceed e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CannotProceed(
                    "The Docker settings cannot be used: " + innermost(e)
                            + ". Nothing was touched. Check -Ddbguard.dockerHost, DOCKER_HOST and ~/.docker/config.json, "
                            + NEXT + ".",
                    e);
        }
        checkScheme(config.getDockerHost());
        return config;
    }

    /** docker-java would quietly fall back to the local socket: a guard that looks at the wrong engine. */
    private static void refuseAContextThatIsNotThere(DefaultDockerClientConfig config) {
        String context = Optional.ofNullable(System.getenv(DefaultDockerClientConfig.DOCKER_CONTEXT))
                .filter(name -> !name.isBlank())
                .orElseGet(() -> config.getDockerConfig().getCurrentContext());
        if (context == null || context.isBlank() || context.equals("default") || config.getDockerConfigPath() == null) {
            return;
        }
        Path meta = Path.of(config.getDockerConfigPath(), "contexts", "meta", sha256(context), "meta.json");
        if (!Files.isRegularFile(meta)) {
            throw new CannotProceed("The Docker context \"" + context + "\" is chosen but does not exist (" + meta
                    + "). Nothing was touched. See docker context ls, choose one with docker context use, or name the"
                    + " engine with -Ddbguard.dockerHost=unix:///var/run/docker.sock, " + NEXT + ".");
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void checkScheme(URI host) {
        String scheme = String.valueOf(host.getScheme()).toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "unix", "npipe" -> {}
            case "tcp" -> {
                if (host.getHost() == null || host.getPort() < 0) {
                    throw new CannotProceed(
                            "The Docker host " + host + " names no host and port. Nothing was touched. Write"
                                    + " -Ddbguard.dockerHost=tcp://<host>:2375, or 2376 with TLS, " + NEXT + ".");
                }
            }
            case "ssh" -> {
                String login = host.getAuthority() == null ? "<user>@<host>" : host.getAuthority();
                throw new CannotProceed(
                        "The Docker host " + host + " is reached by ssh, which dbguard cannot do itself."
                                + " Nothing was touched. Forward the engine's socket: ssh -fNL"
                                + " /tmp/dbguard-docker.sock:/var/run/docker.sock " + sshLogin(login)
                                + " and run the goal again with -Ddbguard.dockerHost=unix:///tmp/dbguard-docker.sock");
            }
            default ->
                throw new CannotProceed("The Docker host \"" + host + "\" is of no kind that dbguard knows. Nothing was"
                        + " touched. Write -Ddbguard.dockerHost=unix:///var/run/docker.sock or tcp://<host>:<port>, "
                        + NEXT
                        + ".");
        }
    }

    /** {@code user@host:2222} in the words of ssh: {@code -p 2222 user@host}. */
    private static String sshLogin(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > 0 && authority.substring(colon + 1).matches("[0-9]+")
                ? "-p " + authority.substring(colon + 1) + " " + authority.substring(0, colon)
                : authority;
    }

    /** What to tell when the engine at this host did not answer: names a lack of permission apart from a lack of engine. */
    static CannotProceed unreachable(URI host, Throwable failure) {
        String start = "The Docker engine at " + host + " does not answer: ";
        String end = " Nothing was touched.";
        if ("unix".equalsIgnoreCase(host.getScheme())) {
            return new CannotProceed(start + unix(Path.of(host.getPath()), failure) + end, failure);
        }
        String reason = innermost(failure);
        if (has(failure, UnknownHostException.class)) {
            reason = "the name " + host.getHost() + " is not known. Check the name, " + NEXT + ".";
        } else if (has(failure, SSLException.class) || reason.contains("HTTPS server")) {
            reason +=
                    ". This is about TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and"
                            + " key.pem, " + NEXT + ".";
        } else if (has(failure, ConnectException.class)) {
            reason += ". Check that the engine runs there and that no firewall stands between, " + NEXT + ".";
        } else {
            reason += ". Try docker -H " + host + " version, " + NEXT + ".";
        }
        return new CannotProceed(start + reason + end, failure);
    }

    private static String unix(Path socket, Throwable failure) {
        String reason = innermost(failure);
        if (has(failure, AccessDeniedException.class) || reason.contains("Permission denied")) {
            return "no permission on the socket. Add the user " + System.getProperty("user.name")
                    + " to its group (sudo usermod -aG docker " + System.getProperty("user.name")
                    + ", then log in again) or run with sudo, " + NEXT + ".";
        }
        if (!Files.exists(socket)) {
            return "there is no such socket. Start the engine (sudo systemctl start docker), or name another one with"
                    + " -Ddbguard.dockerHost (docker context ls shows it; rootless engines use"
                    + " unix:///run/user/<uid>/docker.sock), " + NEXT + ".";
        }
        if (reason.contains("refused")) {
            return "the socket is there, but no engine listens on it. Start the engine (sudo systemctl start docker), "
                    + NEXT + ".";
        }
        return reason + ". See docker version, and docker's own log (journalctl -u docker), " + NEXT + ".";
    }

    private static boolean has(Throwable failure, Class<? extends IOException> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    /** The message of the innermost cause: docker-java wraps everything in bare RuntimeExceptions. */
    static String innermost(Throwable failure) {
        Throwable t = failure;
        while (t.getCause() != null && t.getCause() != t) {
            t = t.getCause();
        }
        String message = t.getMessage();
        return message == null || message.isBlank() ? t.getClass().getSimpleName() : message.strip();
    }
}
