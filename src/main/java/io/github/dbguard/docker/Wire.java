package io.github.dbguard.docker;

import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.transport.NamedPipeSocket;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection to the engine for one of the three requests whose answer is a long stream: the start of an exec and the
 * attachment to a container, whose connections become two-way streams, and the tar of a copy.
 *
 * <p>docker-java can do all three. But its exec cannot end standard input, takes a stream that broke off inside a frame for
 * a whole one, and prints a stack trace when closed at the wrong moment, and so does its attachment; and its copies came
 * at an eighth of the speed (measured: 45 MB/s against 380). So these requests, and only they, are made here: to the
 * engine and with the certificates that docker-java's configuration names.
 */
final class Wire implements Closeable {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int LONGEST_HEAD = 64 * 1024;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*([0-9]{1,18})\\s*$");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:\\s*chunked\\s*$");

    /** Ends our half of the stream; the other half goes on. */
    private interface HalfClose {
        void run() throws IOException;
    }

    private InputStream in;
    private final OutputStream out;
    private final HalfClose halfClose;
    private final Closeable connection;

    private Wire(InputStream in, OutputStream out, HalfClose halfClose, Closeable connection) {
        // As large as a pipe: the head of the answer and small frames do not cost a system call each.
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.out = out;
        this.halfClose = halfClose;
        this.connection = connection;
    }

    /**
     * Posts JSON and takes the stream that the engine makes of the connection.
     *
     * @throws Refusal when the engine answers with an error
     * @throws IOException when it does not answer
     */
    static Wire upgrade(DockerClientConfig config, String path, String json) throws IOException {
        Wire wire = connect(config);
        try {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            String more = "Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length + "\r\n";
            wire.send(config.getDockerHost(), "POST", path, more, body);
            String answer = wire.head();
            // Engines behind some proxies, and podman, answer 200 and change the protocol all the same.
            if (status(answer) != 101 && status(answer) != 200) {
                throw wire.refusal(answer);
            }
            return wire;
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /**
     * Gets something long: {@link #in} is its bytes, and throws where they end early.
     *
     * @throws Refusal when the engine answers with an error
     * @throws IOException when it does not answer
     */
    static Wire get(DockerClientConfig config, String path) throws IOException {
        Wire wire = connect(config);
        try {
            wire.send(config.getDockerHost(), "GET", path, "Connection: close\r\n", new byte[0]);
            String answer = wire.head();
            if (status(answer) != 200) {
                throw wire.refusal(answer);
            }
            wire.in = wire.body(answer);
            return wire;
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /** The engine's error: what it said. */
    static final class Refusal extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }

        boolean notFound() {
            return status == 404;
        }
    }

    private static Wire connect(DockerClientConfig config) throws IOException {
        URI host = config.getDockerHost();
        return switch (host.getScheme().toLowerCase(Locale.ROOT)) {
            case "unix" -> unix(host.getPath());
            case "npipe" -> pipe(host.getPath());
            default -> tcp(config, host);
        };
    }

    private static Wire unix(String path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        // The streams of java.nio.channels.Channels share one lock: a blocked read would keep writes out.
        InputStream in = new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return channel.read(ByteBuffer.wrap(bytes, offset, length));
            }
        };
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        };
        return new Wire(in, out, channel::shutdownOutput, channel);
    }

    private static Wire pipe(String path) throws IOException {
        NamedPipeSocket socket = new NamedPipeSocket(path);
        socket.connect(null, CONNECT_MILLIS);
        HalfClose impossible = () -> {
            throw new IOException("a named pipe cannot be ended in one direction");
        };
        return new Wire(socket.getInputStream(), socket.getOutputStream(), impossible, socket);
    }

    private static Wire tcp(DockerClientConfig config, URI host) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.connect(new InetSocketAddress(host.getHost(), host.getPort()), CONNECT_MILLIS);
            Socket socket = config.getSSLConfig() == null ? plain : tls(config, host, plain);
            return new Wire(socket.getInputStream(), socket.getOutputStream(), socket::shutdownOutput, plain);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket tls(DockerClientConfig config, URI host, Socket plain) throws IOException {
        try {
            SSLSocket socket = (SSLSocket) config.getSSLConfig()
                    .getSSLContext()
                    .getSocketFactory()
                    .createSocket(plain, host.getHost(), host.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException("the TLS certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private void send(URI host, String method, String path, String more, byte[] body) throws IOException {
        String prefix =
                host.getScheme().equalsIgnoreCase("tcp") ? host.getRawPath().replaceAll("/+$", "") : "";
        String name = host.getHost() == null ? "docker" : host.getHost();
        String head = method + " " + prefix + path + " HTTP/1.1\r\nHost: " + name + "\r\nUser-Agent: dbguard\r\n" + more
                + "\r\n";
        byte[] request = Arrays.copyOf(head.getBytes(StandardCharsets.ISO_8859_1), head.length() + body.length);
        System.arraycopy(body, 0, request, head.length(), body.length);
        out.write(request);
        out.flush();
    }

    private static int status(String head) throws IOException {
        Matcher status = STATUS.matcher(head);
        if (!status.lookingAt()) {
            throw new IOException("what answers there is no Docker engine");
        }
        return Integer.parseInt(status.group(1));
    }

    private Refusal refusal(String head) throws IOException {
        int status = status(head);
        String said = Api.said(new String(body(head).readNBytes(LONGEST_HEAD), StandardCharsets.UTF_8));
        return new Refusal(status, said.isEmpty() ? "status " + status : said);
    }

    private InputStream body(String head) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            return Body.ofLength(in, Long.parseLong(length.group(1)));
        }
        if (CHUNKED.matcher(head).find()) {
            return Body.chunked(in);
        }
        throw new IOException("the engine's answer has neither a length nor chunks");
    }

    /** Up to the empty line, and not a byte further: the stream begins there. */
    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LONGEST_HEAD) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the engine closed the connection without an answer");
            }
            head.append((char) b);
            if (b == '\n'
                    && (head.toString().endsWith("\r\n\r\n") || head.toString().endsWith("\n\n"))) {
                return head.toString();
            }
        }
        throw new IOException("the engine's answer has no end");
    }

    InputStream in() {
        return in;
    }

    /** Unbuffered: what is written has left. */
    OutputStream out() {
        return out;
    }

    /** Ends the command's standard input: it reads the end of file, and its output goes on. */
    void endOutput() throws IOException {
        halfClose.run();
    }

    /** From any thread: whoever is blocked in a read or write is let go with an exception. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }
}
