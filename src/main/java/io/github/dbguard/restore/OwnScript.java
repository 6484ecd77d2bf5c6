package io.github.dbguard.restore;

import io.github.dbguard.archive.PackedFile;
import io.github.dbguard.postgres.PsqlScript;
import java.io.InputStream;
import java.nio.file.Path;

/** A plain dump that dbguard has made, and whose bytes are still the same. */
record OwnScript(Path file) implements Script {

    private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 17;

    @Override
    public InputStream open(int serverMajor) {
        return PsqlScript.without(
                PackedFile.of(file).open(),
                statement -> serverMajor < FIRST_WITH_TRANSACTION_TIMEOUT && PsqlScript.isTransactionTimeout(statement),
                PsqlScript::isRestriction);
    }
}
