package io.github.dbguard.docker;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A two-way stream to a command that runs inside a container: what a socket is built on.
 *
 * <p>One thread may read while another writes and a third closes. The command sees the end of its standard input when the
 * channel is closed, or this process dies.
 *
 * <p>A relay that is a shell with children has to wait for each of them before it ends, and never to kill one and leave.
 * In the official image the server is process 1: it inherits orphans, and one that dies by a signal makes it throw out
 * all sessions and recover as from a crash. It has to end when the server hangs up: the engine holds the stream open
 * until it does. And it should hang up itself when its input ends without a goodbye. This one does all that:
 *
 * <pre>
 * exec 3&lt;&gt;/dev/tcp/127.0.0.1/5432 || exit; trap '' PIPE
 * cat &lt;&amp;0 &gt;&amp;3 2&gt;/dev/null &amp; a=$!
 * { cat &lt;&amp;3; kill $a; } 2&gt;/dev/null &amp; b=$!
 * wait $a; printf 'X\0\0\0\4' &gt;&amp;3 2&gt;/dev/null; wait $b; exit 0
 * </pre>
 */
public interface ExecChannel extends Closeable {

    /**
     * What the command writes to standard output. A command that could not be started, or that failed, shows here as an
     * {@link java.io.IOException} holding its exit code and what it said: never as data.
     */
    InputStream in();

    /** The command's standard input. What is written leaves at once; {@code flush} does nothing more. */
    OutputStream out();

    /**
     * How long a read of {@link #in} waits for the first byte: {@link java.net.Socket#setSoTimeout} for a channel. After
     * that it throws {@link java.net.SocketTimeoutException}, and the channel stays as good as it was.
     *
     * <p>pgjdbc needs this: it looks for messages during COPY by reading with a timeout of 1 ms.
     *
     * @param millis 0 waits for ever
     */
    void readTimeout(int millis);

    /** False once the command has ended, the connection broke, or {@link #close} was called. */
    boolean isOpen();

    /**
     * Ends standard input, gives the command half a second to end by itself, then cuts the connection and ends what is
     * left of it inside the container. Safe at any time, from any thread, more than once; a command that is stuck holds
     * it up for some seconds at most.
     */
    @Override
    void close();
}
