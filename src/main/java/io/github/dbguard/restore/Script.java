package io.github.dbguard.restore;

import java.io.InputStream;

/** A plain dump on its way to psql. */
@FunctionalInterface
interface Script {

    /**
     * @param serverMajor of the server that is to run it: what only newer ones understand is left out
     * @return the script, decompressed; read to its end only when it is whole
     */
    InputStream open(int serverMajor);
}
