package io.github.dbguard.docker;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The connection that a throwaway container hangs on: its first process reads from it, and ends where it ends. So the
 * container goes when this process does, killed or not, and wherever the engine is.
 *
 * <p>A line goes through it every half minute: a firewall would forget a connection that is silent for the hours of a
 * restore. What the container writes comes back the same way, and its end is kept.
 */
final class Leash implements Closeable {

    private static final long BEAT_SECONDS = 30;
    private static final int KEPT = 64 * 1024;

    private final Wire wire;
    private final Tail output = new Tail(KEPT);
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(Leash::daemon);

    private Leash(Wire wire) {
        this.wire = wire;
    }

    /**
     * Attaches to a container that was created and not yet started.
     *
     * @throws Wire.Refusal when the engine answers with an error
     * @throws IOException when it does not answer
     */
    static Leash attach(Api api, String containerId) throws IOException {
        String request = "/containers/" + containerId + "/attach?stream=1&stdin=1&stdout=1&stderr=1";
        Leash leash = new Leash(Wire.upgrade(api.config(), request, ""));
        daemon(leash::listen).start();
        leash.heart.scheduleWithFixedDelay(leash::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
        return leash;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "dbguard-leash");
        thread.setDaemon(true);
        return thread;
    }

    private void listen() {
        try {
            new Frames(wire.in()).pump(output::accept, output::accept);
        } catch (IOException | RuntimeException e) {
            // It was closed, or broke: whoever uses the container notices by what he does there.
        }
    }

    private void beat() {
        try {
            wire.out().write('\n');
        } catch (IOException | RuntimeException e) {
            heart.shutdown();
        }
    }

    /** What the container wrote to both streams: the last 64 KiB. */
    String output() {
        return output.text();
    }

    /** Lets the container go, which ends it. */
    @Override
    public void close() {
        heart.shutdownNow();
        wire.close();
    }
}
