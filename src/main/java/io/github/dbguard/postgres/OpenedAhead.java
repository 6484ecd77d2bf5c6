package io.github.dbguard.postgres;

import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A road whose first connection is open before anybody wants to log in over it, so that the login costs no more than the
 * login. Connections are closed with this, not when whoever used them is done: ending a relay takes its time as well.
 */
public final class OpenedAhead implements Road, AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    /** SSLRequest of the protocol: its length, 8, and its code, 80877103. */
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f};

    private final Road road;
    private final List<Wire> opened = new CopyOnWriteArrayList<>();
    private final AtomicReference<Wire> first = new AtomicReference<>();

    private OpenedAhead(Road road) {
        this.road = road;
    }

    /**
     * Opens a connection.
     *
     * @throws IOException when nobody takes it
     */
    public static OpenedAhead on(Road road) throws IOException {
        OpenedAhead ahead = new OpenedAhead(road);
        ahead.first.set(ahead.fresh());
        return ahead;
    }

    /**
     * Opens a connection and has the server answer on it. A relay does not say that it has arrived, so the first question
     * of the protocol is asked already: whether the server speaks TLS. Whoever logs in has to ask it again, and gets that
     * answer.
     *
     * @throws IOException when no server answers
     */
    public static OpenedAhead answered(Road road) throws IOException {
        OpenedAhead ahead = new OpenedAhead(road);
        try {
            Wire wire = ahead.fresh();
            wire.readTimeout(PATIENCE_MILLIS);
            wire.out().write(SSL_REQUEST);
            wire.out().flush();
            int answer = wire.in().read();
            if (answer != 'S' && answer != 'N') {
                throw new IOException("the connection ends without an answer, or what answers is no PostgreSQL server");
            }
            InputStream again = new ByteArrayInputStream(new byte[] {(byte) answer});
            ahead.first.set(
                    new Lent(wire, new SequenceInputStream(again, wire.in()), new AfterTheQuestion(wire.out())));
            return ahead;
        } catch (IOException | RuntimeException e) {
            ahead.close();
            throw e;
        }
    }

    private Wire fresh() throws IOException {
        Wire wire = road.open();
        opened.add(wire);
        return new Lent(wire, wire.in(), wire.out());
    }

    @Override
    public Wire open() throws IOException {
        Wire ready = first.getAndSet(null);
        return ready == null ? fresh() : ready;
    }

    /** Whether nobody has had the connection that was opened ahead. */
    public boolean isReady() {
        return first.get() != null;
    }

    @Override
    public void close() {
        for (Wire wire : opened) {
            try {
                wire.close();
            } catch (IOException e) {
                // It is of no more use either way.
            }
        }
    }

    /** A wire for somebody who does not close it. */
    private record Lent(Wire wire, InputStream in, OutputStream out) implements Wire {
        @Override
        public void readTimeout(int millis) {
            wire.readTimeout(millis);
        }

        @Override
        public void close() {
            // Whoever opened it does.
        }
    }

    /** Drops the question that has been asked already. */
    private static final class AfterTheQuestion extends FilterOutputStream {

        private int left = SSL_REQUEST.length;

        AfterTheQuestion(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int dropped = Math.min(left, length);
            left -= dropped;
            if (length > dropped) {
                out.write(bytes, offset + dropped, length - dropped);
            }
        }
    }
}
