package io.github.dbguard.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DockerClientConfig;
import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The connection to one engine, and the one place where docker-java's exceptions become ours. */
record Api(DockerClientConfig config, DockerClient client) {

    private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** For messages. */
    String host() {
        return config.getDockerHost().toString();
    }

    /**
     * Asks the engine something.
     *
     * @param what for the message, after "could not": {@code "inspect container db"}
     * @throws NotFoundException as it is: only the caller knows what is missing
     * @throws CannotProceed for everything else
     */
    <T> T ask(String what, Function<DockerClient, T> question) {
        try {
            return question.apply(client);
        } catch (NotFoundException | CannotProceed e) {
            throw e;
        } catch (DockerException e) {
            throw refused(what, said(String.valueOf(e.getMessage())), e);
        } catch (RuntimeException e) {
            throw broken(what, e);
        }
    }

    CannotProceed refused(String what, String said, Exception e) {
        return new CannotProceed(
                "Could not " + what + ": the Docker engine at " + host() + " refused: " + said
                        + ". See docker ps -a and docker version, then run the goal again.",
                e);
    }

    CannotProceed broken(String what, Exception e) {
        return new CannotProceed(
                "Could not " + what + ": the connection to the Docker engine at " + host() + " broke: "
                        + EngineAddress.innermost(e) + ". See whether docker version answers, then run the goal again.",
                e);
    }

    /** The engine's own words, out of the JSON that it wraps them in. */
    static String said(String body) {
        Matcher message = MESSAGE.matcher(body);
        String text =
                message.find() ? message.group(1).replaceAll("\\\\[nr]", " ").replaceAll("\\\\(.)", "$1") : body;
        text = text.strip();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** The container as it is now. */
    Container inspect(String idOrName) {
        return ask(
                "inspect container " + idOrName,
                client -> Inspection.container(
                        client.inspectContainerCmd(idOrName).exec()));
    }

    static CannotProceed noContainer(String idOrName, RuntimeException cause) {
        return new CannotProceed(
                "There is no container " + idOrName + " (any more). See docker ps -a, then run the goal again.", cause);
    }

    /** Lets go of the connections. */
    void close() {
        try {
            client.close();
        } catch (IOException e) {
            // Nothing is lost: all that counts was answered before.
        }
    }
}
