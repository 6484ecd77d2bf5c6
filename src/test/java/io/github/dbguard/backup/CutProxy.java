package io.github.dbguard.backup;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Stands between dbguard and the engine, as a network does, and can fail as one does: all connections at once. */
final class CutProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Closeable> clients = new ArrayList<>();
    private final List<Closeable> engines = new ArrayList<>();
    private boolean cut;

    CutProxy() throws IOException {
        start(() -> {
            while (true) {
                connect(server.accept());
            }
        });
    }

    String dockerHost() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    private void connect(Socket client) throws IOException {
        SocketChannel engine = SocketChannel.open(StandardProtocolFamily.UNIX);
        engine.connect(UnixDomainSocketAddress.of(Path.of("/var/run/docker.sock")));
        if (!accepted(client, engine)) {
            return;
        }
        start(() -> {
            byte[] buffer = new byte[1 << 16];
            for (int n = client.getInputStream().read(buffer);
                    n >= 0;
                    n = client.getInputStream().read(buffer)) {
                for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n); bytes.hasRemaining(); ) {
                    engine.write(bytes);
                }
            }
            engine.shutdownOutput();
        });
        start(() -> {
            byte[] buffer = new byte[1 << 16];
            for (int n = engine.read(ByteBuffer.wrap(buffer)); n >= 0; n = engine.read(ByteBuffer.wrap(buffer))) {
                client.getOutputStream().write(buffer, 0, n);
            }
            client.shutdownOutput();
        });
    }

    /** One that was taken while the others are cut is cut as well. */
    private synchronized boolean accepted(Socket client, SocketChannel engine) throws IOException {
        if (cut) {
            client.close();
            engine.close();
        } else {
            clients.add(client);
            engines.add(engine);
        }
        return !cut;
    }

    /**
     * Drops every connection and takes no new one. The engine learns of it last: what it would have to say, as that a
     * command failed because the session beside it went, reaches nobody.
     */
    synchronized void cut() {
        cut = true;
        try {
            server.close();
            for (Closeable one : clients) {
                one.close();
            }
            for (Closeable one : engines) {
                one.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        cut();
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
                        // The other side is gone.
                    }
                },
                "cut-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
