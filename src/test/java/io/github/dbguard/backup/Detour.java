package io.github.dbguard.backup;

import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An address that leads to one server, and later to another. */
final class Detour implements AutoCloseable {

    private final ServerSocket here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile String there;

    Detour(TestPostgres server) throws IOException {
        turnTo(server);
        start(() -> {
            while (true) {
                Socket client = here.accept();
                Socket target = new Socket(there, 5432);
                start(() -> copy(client.getInputStream(), target.getOutputStream(), target));
                start(() -> copy(target.getInputStream(), client.getOutputStream(), client));
            }
        });
    }

    int port() {
        return here.getLocalPort();
    }

    /** For new connections. */
    void turnTo(TestPostgres server) {
        there = TestPostgres.docker("inspect", "--format", "{{.NetworkSettings.IPAddress}}", server.name())
                .stdout()
                .strip();
    }

    private static void copy(InputStream in, OutputStream out, Socket to) throws IOException {
        try (to) {
            in.transferTo(out);
        }
    }

    @Override
    public void close() throws IOException {
        here.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side is gone.
                    }
                },
                "detour");
        thread.setDaemon(true);
        thread.start();
    }
}
