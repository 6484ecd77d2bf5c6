package io.github.dbguard.docker;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a tar stream while it arrives.
 *
 * @param <T> what is made of it
 */
@FunctionalInterface
public interface TarReader<T> {

    /**
     * @param tar the raw tar; closed by the caller, and good only until this method returns
     * @throws IOException what the stream threw, or what could not be written while reading it
     */
    T read(InputStream tar) throws IOException;
}
