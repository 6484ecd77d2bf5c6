package io.github.dbguard.backup;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks now and then how large the temporary folder inside the container has become, for the progress shown. */
final class FolderWatch implements AutoCloseable {

    private static final long SECONDS = 3;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dbguard-folder-watch");
        thread.setDaemon(true);
        return thread;
    });

    FolderWatch(ContainerTools tools, String place, DumpProgress progress) {
        // An error here ends the watching, not the dump: its own exit code tells how that went.
        clock.scheduleWithFixedDelay(() -> progress.bytes(tools.bytesOf(place)), SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
