package io.github.dbguard.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A way to the server that is not TCP from here: each call leads to a fresh connection with its postmaster. */
@FunctionalInterface
public interface Road {

    Wire open() throws IOException;

    /** The two directions of one connection. */
    interface Wire extends Closeable {

        InputStream in();

        OutputStream out();

        /** @param millis after which a read gives up with {@link java.net.SocketTimeoutException}; 0 for never */
        void readTimeout(int millis);
    }
}
