package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Under {@code mvn -X} every logger is at debug. Here with Maven's own SLF4J provider, in a JVM of its own. */
@EngineTest
@Timeout(120)
class QuietLoggingIT {

    private static final String SECRET = "s3cret-in-the-environment";

    @Test
    void debugOutputHoldsNothingOfTheEnginesTalk() throws Exception {
        String output = runAtDebug(Main.class);

        assertThat(output)
                .contains("answered: " + SECRET.length())
                .doesNotContain(SECRET, "dockerjava", "http-outgoing");
    }

    @Test
    void withoutItTheSecretWouldBeThere() throws Exception {
        // Otherwise the test above would pass with a logger that prints nothing at all.
        assertThat(runAtDebug(Loud.class)).contains("DEBUG").contains(SECRET);
    }

    private static String runAtDebug(Class<?> main) throws IOException, InterruptedException {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            Process process = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx64m",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug",
                            "-cp",
                            // The provider first: what else is on the class path must not decide about logging.
                            provider() + File.pathSeparator + classPath,
                            main.getName(),
                            postgres.name())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        }
    }

    private static String provider() throws IOException {
        for (String home : new String[] {System.getProperty("dbguard.it.mavenHome"), "/usr/share/maven"}) {
            Path lib = Path.of(String.valueOf(home), "lib");
            if (Files.isDirectory(lib)) {
                try (Stream<Path> jars = Files.list(lib)) {
                    List<String> found = jars.map(Path::toString)
                            .filter(jar -> jar.matches(
                                    ".*/(maven-slf4j-provider|slf4j-api|maven-shared-utils|jansi)[^/]*\\.jar"))
                            .sorted()
                            .toList();
                    if (found.stream().anyMatch(jar -> jar.contains("slf4j-provider"))) {
                        return String.join(File.pathSeparator, found);
                    }
                }
            }
        }
        Assumptions.abort("no Maven 3 at dbguard.it.mavenHome to take the SLF4J provider from");
        return null;
    }

    /** What a goal does. */
    static final class Main {
        public static void main(String[] arguments) {
            try (Engine engine = Engine.connect(null)) {
                talk(engine, arguments[0]);
            }
        }
    }

    /** The same after the properties have been taken away again, before the first class of docker-java. */
    static final class Loud {
        public static void main(String[] arguments) throws ClassNotFoundException {
            Class.forName(Engine.class.getName());
            List.copyOf(System.getProperties().stringPropertyNames()).stream()
                    .filter(name -> name.startsWith("org.slf4j.simpleLogger.log."))
                    .forEach(System::clearProperty);
            try (Engine engine = Engine.connect(null)) {
                talk(engine, arguments[0]);
            }
        }
    }

    private static void talk(Engine engine, String container) {
        ExecCommand command =
                ExecCommand.of("sh", "-c", "printf %s \"$SECRET\" | wc -c").withEnvironment("SECRET", SECRET);
        System.out.println(
                "answered: " + engine.run(container, command).stdout().strip());
        engine.find(container).orElseThrow();
    }
}
