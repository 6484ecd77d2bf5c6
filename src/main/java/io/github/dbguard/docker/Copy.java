package io.github.dbguard.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The archive API: tars out of containers and into them. {@link Engine} tells what a caller has to know. */
final class Copy {

    private Copy() {}

    static <T> T out(Api api, String containerId, String path, TarReader<T> reader) {
        String what = "copy " + path + " out of container " + containerId;
        String request = "/containers/" + encoded(containerId) + "/archive?path=" + encoded(path);
        try (Wire wire = Wire.get(api.config(), request);
                TarStream tar = new TarStream(wire.in())) {
            return read(tar, what, reader);
        } catch (Wire.Refusal e) {
            if (!e.notFound()) {
                throw api.refused(what, e.getMessage(), e);
            }
            throw new CannotProceed(
                    "Could not " + what + ": " + e.getMessage()
                            + ". What lies on a tmpfs cannot be copied out. See docker ps -a, then run the goal again.",
                    e);
        } catch (IOException e) {
            throw api.broken(what, e);
        }
    }

    private static <T> T read(TarStream tar, String what, TarReader<T> reader) {
        T result;
        try {
            result = reader.read(tar);
            if (tar.failure() == null && tar.endIsMissing()) {
                throw new CannotProceed("Could not " + what + ": the engine broke off after " + tar.count()
                        + " bytes, before the end of the tar. The original is not touched. See docker's log"
                        + " (journalctl -u docker), then run the goal again.");
            }
        } catch (IOException | RuntimeException e) {
            if (tar.failure() == null && e instanceof RuntimeException ours) {
                throw ours;
            }
            throw new CannotProceed(
                    "Could not " + what + ": " + EngineAddress.innermost(e) + ", after " + tar.count()
                            + " bytes. The original is not touched. See whether docker version answers and whether"
                            + " there is room, then run the goal again.",
                    e);
        }
        if (tar.failure() != null) {
            throw new CannotProceed(
                    "Could not " + what + ": the connection to the engine broke after " + tar.count() + " bytes: "
                            + EngineAddress.innermost(tar.failure())
                            + ". The original is not touched. Run the goal again.",
                    tar.failure());
        }
        return result;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static void in(Api api, String containerId, String folder, InputStream tar) {
        String what = "copy into " + folder + " of container " + containerId;
        try {
            api.ask(
                    what,
                    client -> client.copyArchiveToContainerCmd(containerId)
                            .withRemotePath(folder)
                            .withTarInputStream(tar)
                            .exec());
        } catch (NotFoundException e) {
            throw new CannotProceed(
                    "Could not " + what + ": " + Api.said(String.valueOf(e.getMessage()))
                            + ". See docker ps -a, then run the goal again.",
                    e);
        }
    }
}
