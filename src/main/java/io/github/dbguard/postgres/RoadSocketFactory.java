package io.github.dbguard.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Brings a {@link Road} into pgjdbc, which takes a socket factory by class name and one string. The string is the key
 * under which the road was {@link #register registered}.
 */
public final class RoadSocketFactory extends SocketFactory {

    private static final Map<String, Road> ROADS = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong();

    private final Road road;

    /** Called by pgjdbc with the value of {@code socketFactoryArg}. */
    public RoadSocketFactory(String key) {
        this.road = ROADS.get(key);
        if (road == null) {
            throw new IllegalArgumentException("No road is registered as " + key);
        }
    }

    static String register(Road road) {
        String key = Long.toString(NEXT.incrementAndGet());
        ROADS.put(key, road);
        return key;
    }

    static void forget(String key) {
        ROADS.remove(key);
    }

    @Override
    public Socket createSocket() {
        return new RoadSocket(road);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return connected();
    }

    private Socket connected() throws IOException {
        Socket socket = createSocket();
        socket.connect(null, 0);
        return socket;
    }
}
