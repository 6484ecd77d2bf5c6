package io.github.dbguard.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import io.github.dbguard.CannotProceed;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Which images there are, and how one comes that is not. Nothing here removes one. */
final class Images {

    private Images() {}

    static Optional<Image> find(Api api, String nameOrId) {
        try {
            return Optional.of(api.ask(
                    "inspect image " + nameOrId,
                    client -> image(client.inspectImageCmd(nameOrId).exec())));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static Image image(InspectImageResponse answer) {
        ContainerConfig config = Optional.ofNullable(answer.getConfig()).orElseGet(ContainerConfig::new);
        return new Image(
                answer.getId(),
                config.getLabels() == null ? Map.of() : Map.copyOf(config.getLabels()),
                config.getEntrypoint() == null ? List.of() : List.of(config.getEntrypoint()),
                config.getCmd() == null ? List.of() : List.of(config.getCmd()),
                Inspection.environment(config),
                config.getVolumes() == null
                        ? List.of()
                        : config.getVolumes().keySet().stream().sorted().toList());
    }

    /** @param parameter the user's, for the message: {@code dbguard.clientImage} */
    static Image require(Api api, String nameOrId, String parameter) {
        Optional<Image> there = find(api, nameOrId);
        if (there.isPresent()) {
            return there.get();
        }
        if (isId(nameOrId)) {
            throw new CannotProceed("There is no image " + nameOrId + " on the Docker engine at " + api.host()
                    + ", and an id cannot be pulled. Nothing was changed. See docker images there, and name one with"
                    + " -D" + parameter + "=<image>.");
        }
        try {
            pull(api, nameOrId);
        } catch (CannotProceed e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CannotProceed(
                    "The image " + nameOrId + " is not on the Docker engine at " + api.host()
                            + ", and could not be pulled: " + Api.said(EngineAddress.innermost(e))
                            + ". Nothing was changed. Bring it there (docker pull " + nameOrId
                            + "), or name one that is there with -D" + parameter + "=<image>.",
                    e);
        }
        return find(api, nameOrId)
                .orElseThrow(() -> new CannotProceed("The image " + nameOrId + " was pulled to the Docker engine at "
                        + api.host() + ", but is not there. See docker images there, then run the goal again."));
    }

    private static boolean isId(String name) {
        return name.matches("(sha256:)?[0-9a-f]{64}");
    }

    private static void pull(Api api, String name) throws IOException {
        Pull pull = new Pull();
        // Without a tag the engine would bring all there are.
        boolean exact = name.contains("@") || name.lastIndexOf(':') > name.lastIndexOf('/');
        api.client().pullImageCmd(exact ? name : name + ":latest").exec(pull);
        try {
            pull.end.get();
        } catch (ExecutionException e) {
            throw new IOException(EngineAddress.innermost(e), e.getCause());
        } catch (InterruptedException e) {
            pull.close();
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while image " + name + " was pulled. Nothing was changed.", e);
        }
    }

    /** docker-java's own callback prints a stack trace for every error. */
    private static final class Pull implements ResultCallback<PullResponseItem> {

        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private volatile Closeable stream;

        @Override
        public void onStart(Closeable closeable) {
            stream = closeable;
        }

        @Override
        public void onNext(PullResponseItem item) {
            if (item.isErrorIndicated()) {
                String said = item.getErrorDetail() == null
                        ? null
                        : item.getErrorDetail().getMessage();
                end.completeExceptionally(new IOException(said == null ? "no reason was given" : said));
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }

        /** Gives up: the engine stops pulling when nobody listens. */
        @Override
        public void close() {
            try {
                if (stream != null) {
                    stream.close();
                }
            } catch (IOException e) {
                // It is of no more use either way.
            }
        }
    }
}
