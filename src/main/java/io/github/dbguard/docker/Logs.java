package io.github.dbguard.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import io.github.dbguard.CannotProceed;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a container's first process has written. */
final class Logs {

    private static final int KEPT_BYTES = 64 * 1024;
    private static final long PATIENCE_SECONDS = 10;

    private Logs() {}

    static List<String> last(Api api, String containerId, int lines) {
        Tail tail = new Tail(KEPT_BYTES);
        try {
            api.ask("read the log of container " + containerId, client -> {
                try (ResultCallback.Adapter<Frame> frames = client.logContainerCmd(containerId)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTail(lines)
                        .exec(into(tail))) {
                    return frames.awaitCompletion(PATIENCE_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new CannotProceed("Interrupted while the log of container " + containerId + " was read.", e);
                } catch (java.io.IOException e) {
                    throw api.broken("read the log of container " + containerId, e);
                }
            });
        } catch (NotFoundException e) {
            throw Api.noContainer(containerId, e);
        }
        return tail.text().lines().toList();
    }

    private static ResultCallback.Adapter<Frame> into(Tail tail) {
        return new ResultCallback.Adapter<>() {
            @Override
            public void onNext(Frame frame) {
                tail.accept(frame.getPayload(), 0, frame.getPayload().length);
            }
        };
    }
}
