package io.github.dbguard.restore;

import io.github.dbguard.archive.Compression;
import io.github.dbguard.postgres.PsqlScript;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A plain dump on its way to psql: decompressed, and without what only newer versions understand. */
final class OwnScript {

    private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 17;

    private OwnScript() {}

    /** @param serverMajor of the server that is to run it */
    static InputStream open(Path file, int serverMajor) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        raw.mark(Compression.MAGIC_BYTES);
        byte[] magic = raw.readNBytes(Compression.MAGIC_BYTES);
        raw.reset();
        return PsqlScript.without(
                Compression.detect(magic).decompress(raw),
                statement -> serverMajor < FIRST_WITH_TRANSACTION_TIMEOUT && PsqlScript.isTransactionTimeout(statement),
                PsqlScript::isRestriction);
    }
}
