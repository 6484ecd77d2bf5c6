package io.github.dbguard.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/**
 * A connection from here, for {@link OpenedAhead}; sessions leave TCP to pgjdbc.
 *
 * @param host a name or an address
 */
public record TcpRoad(String host, int port) implements Road {

    private static final int CONNECT_MILLIS = 20_000;

    @Override
    public Wire open() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return new SocketWire(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private record SocketWire(Socket socket, InputStream in, OutputStream out) implements Wire {
        @Override
        public void readTimeout(int millis) {
            try {
                socket.setSoTimeout(millis);
            } catch (SocketException e) {
                // It is closed: the next read says so.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
