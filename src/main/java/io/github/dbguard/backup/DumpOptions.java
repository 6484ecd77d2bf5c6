package io.github.dbguard.backup;

import io.github.dbguard.archive.Compression;
import java.time.Duration;

/**
 * How to dump.
 *
 * @param jobs parallel sessions of pg_dump, for the directory format
 * @param plainCompression of the plain format: NONE, GZIP or ZSTD
 * @param decode whether the dump is also decoded whole, which costs about half a dump
 * @param lockTimeout how long pg_dump waits for a table that somebody else holds
 * @param clientImage of the container whose tools dump a URL where those here are too old; null for the official image of
 *     the server's major version
 */
public record DumpOptions(
        DumpFormat format,
        int jobs,
        Compression plainCompression,
        boolean decode,
        Duration lockTimeout,
        String clientImage) {}
