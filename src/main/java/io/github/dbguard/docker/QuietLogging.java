package io.github.dbguard.docker;

import java.util.List;

/**
 * Keeps docker-java's debug output out of the build's log.
 *
 * <p>docker-java logs every exec at debug level with its environment, and the HTTP client shaded into it logs the bytes on
 * the wire: {@code mvn -X} would print passwords. Maven's SLF4J provider reads a logger's level when the logger is
 * made, so this has to run before the first class of docker-java is initialised. A level that the user has set is
 * replaced as well: a secret in a CI log is worse than a debug line missed.
 */
final class QuietLogging {

    /** The shaded HTTP client's loggers, wire and headers included, were renamed along with its classes. */
    private static final List<String> LOGGERS = List.of(
            "com.github.dockerjava",
            "com.github.dockerjava.zerodep.shaded.org.apache.hc",
            "com.github.dockerjava.zerodep.shaded.org.apache.hc.client5.http.wire",
            "com.github.dockerjava.zerodep.shaded.org.apache.hc.client5.http.headers",
            "org.apache.hc");

    private QuietLogging() {}

    static void apply() {
        for (String logger : LOGGERS) {
            // Maven 3 reads slf4j-simple's properties, Maven 4 has its own prefix.
            System.setProperty("org.slf4j.simpleLogger.log." + logger, "info");
            System.setProperty("maven.logger.log." + logger, "info");
        }
    }
}
