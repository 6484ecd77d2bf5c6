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
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection to the engine that has left HTTP behind: the two-way stream of one exec.
 *
 * <p>docker-java has such streams too, but cannot end standard input, takes one that broke off inside a frame for a whole
 * one, and prints a stack trace when it is closed at the wrong moment. So the request that starts an exec, and only
 * that one, is made here, to the engine and with the certificates that docker-java's configuration names.
 */
final class Wire implements Closeable {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int LONGEST_HEAD = 64 * 1024;

    /** Ends our half of the stream; the other half goes on. */
    private interface HalfClose {
        void run() throws IOException;
    }

    private final InputStream in;
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
    static Wire post(DockerClientConfig config, String path, String json) throws IOException {
        Wire wire = connect(config);
        try {
            wire.handshake(config.getDockerHost(), path, json.getBytes(StandardCharsets.UTF_8));
            return wire;
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /** The engine's error: the status and what it said. */
    static final class Refusal extends IOException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
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

    private void handshake(URI host, String path, byte[] json) throws IOException {
        String prefix =
                host.getScheme().equalsIgnoreCase("tcp") ? host.getRawPath().replaceAll("/+$", "") : "";
        String name = host.getHost() == null ? "docker" : host.getHost();
        String head = "POST " + prefix + path + " HTTP/1.1\r\nHost: " + name
                + "\r\nUser-Agent: dbguard\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + json.length + "\r\n\r\n";
        byte[] request = new byte[head.length() + json.length];
        System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, request, 0, head.length());
        System.arraycopy(json, 0, request, head.length(), json.length);
        out.write(request);
        out.flush();
        String answer = head();
        String[] status = answer.split("[ \r]", 4);
        // Engines behind some proxies, and podman, answer 200 and change the protocol all the same.
        boolean streams = status.length > 1 && (status[1].equals("101") || status[1].equals("200"));
        if (!streams || !answer.startsWith("HTTP/1.")) {
            throw refusal(answer);
        }
    }

    private Refusal refusal(String head) throws IOException {
        int length = 0;
        for (String line : head.split("\r?\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                String digits = line.substring(line.indexOf(':') + 1).strip();
                length = digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : 0;
            }
        }
        String said = Api.said(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        return new Refusal(said.isEmpty() ? head.lines().findFirst().orElse("no answer") : said);
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
