package io.github.dbguard.rotation;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between a client and a server that breaks at the next COMMIT: before the server gets it, or before its answer. */
final class CommitCut implements AutoCloseable {

    /** Where the network breaks. */
    enum Where {
        NOWHERE,
        BEFORE_THE_COMMIT,
        AFTER_THE_COMMIT
    }

    private final ServerSocket here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String there;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private volatile Where where = Where.NOWHERE;
    private volatile boolean stays;
    private volatile boolean down;

    CommitCut(String address) throws IOException {
        this.there = address;
        start(() -> {
            while (true) {
                connect(here.accept());
            }
        });
    }

    int port() {
        return here.getLocalPort();
    }

    /** @param afterwards whether nobody gets through from then on, until {@link #mend} */
    void breakAt(Where place, boolean afterwards) {
        stays = afterwards;
        where = place;
    }

    void mend() {
        down = false;
    }

    private void connect(Socket client) throws IOException {
        if (down) {
            client.close();
            return;
        }
        Socket server = new Socket(there, 5432);
        open.add(client);
        open.add(server);
        start(() -> forward(client, server));
        start(() -> {
            server.getInputStream().transferTo(client.getOutputStream());
            client.close();
        });
    }

    private void forward(Socket client, Socket server) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            Where now = where;
            if (now != Where.NOWHERE && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT")) {
                where = Where.NOWHERE;
                down = stays;
                client.close();
                if (now == Where.AFTER_THE_COMMIT) {
                    // It executes what it has been sent before it sees that nobody is there.
                    out.write(buffer, 0, n);
                    out.flush();
                }
                server.shutdownOutput();
                if (stays) {
                    cutAll();
                }
                return;
            }
            out.write(buffer, 0, n);
        }
        server.shutdownOutput();
    }

    private void cutAll() throws IOException {
        for (Closeable one : open) {
            if (one instanceof Socket socket && socket.getPort() != 5432) {
                socket.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        here.close();
        for (Closeable one : open) {
            one.close();
        }
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
                "commit-cut");
        thread.setDaemon(true);
        thread.start();
    }
}
