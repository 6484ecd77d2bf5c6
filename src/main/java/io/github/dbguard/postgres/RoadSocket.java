package io.github.dbguard.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;

/**
 * A socket whose bytes travel over a {@link Road}. It says that it is connected only once it is: pgjdbc calls connect
 * on a socket that is not. Options of TCP mean nothing here and are taken without effect.
 */
final class RoadSocket extends Socket {

    private final Road road;
    private volatile Road.Wire wire;
    private volatile boolean closed;
    private volatile int timeout;

    RoadSocket(Road road) {
        this.road = road;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        wire = road.open();
        wire.readTimeout(timeout);
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public boolean isConnected() {
        return wire != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public InputStream getInputStream() {
        return wire.in();
    }

    @Override
    public OutputStream getOutputStream() {
        return wire.out();
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            if (wire != null) {
                wire.close();
            }
        }
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    /** pgjdbc asks with a timeout of 1 ms whether anything has come. */
    @Override
    public void setSoTimeout(int millis) {
        timeout = millis;
        if (wire != null) {
            wire.readTimeout(millis);
        }
    }

    @Override
    public int getSoTimeout() {
        return timeout;
    }

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public int getSendBufferSize() {
        return 8192;
    }

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public int getReceiveBufferSize() {
        return 8192;
    }

    @Override
    public String toString() {
        return "RoadSocket";
    }
}
