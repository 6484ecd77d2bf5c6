package io.github.dbguard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A home for real Maven processes that run the plugin just built: its {@code settings.xml} names the plugin's group, so
 * that the prefix {@code dbguard} is known, and the repository that {@code invoker:install} has filled. What is missing
 * there comes from the repository of the build around it; nothing comes from the network.
 *
 * <p>What is set here is out of sight of the command, which stays what a user would type: {@code mvn dbguard:help}.
 */
public final class MavenSandbox {

    private static final String GROUP = "io.github.dbguard";

    private final Path home;
    private final Path mavenHome;

    private MavenSandbox(Path home, Path mavenHome) {
        this.home = home;
        this.mavenHome = mavenHome;
    }

    /**
     * Makes the home.
     *
     * @param home the folder to make it in; the path must hold no space, because MAVEN_OPTS is split at spaces
     */
    public static MavenSandbox in(Path home) {
        Path repository = Path.of(property("dbguard.it.repository"));
        try {
            Files.createDirectories(home.resolve(".m2"));
            Files.writeString(
                    home.resolve(".m2/settings.xml"), settings(repository, Path.of(property("dbguard.it.remote"))));
            PluginPrefix.teach(repository);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MavenSandbox(home, Path.of(property("dbguard.it.mavenHome")));
    }

    /** The version of the plugin just built. */
    public static String version() {
        return property("dbguard.it.version");
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("The system property " + name + " is not set; see the POM");
        }
        return value;
    }

    private static String settings(Path repository, Path remote) {
        // In the place of Maven Central, for plugins and for what they need.
        String central = """
                <id>central</id>
                        <url>%s</url>
                        <releases><checksumPolicy>ignore</checksumPolicy></releases>""".formatted(remote.toUri());
        return """
                <settings>
                  <localRepository>%s</localRepository>
                  <interactiveMode>false</interactiveMode>
                  <pluginGroups>
                    <pluginGroup>%s</pluginGroup>
                  </pluginGroups>
                  <profiles>
                    <profile>
                      <id>sandbox</id>
                      <activation><activeByDefault>true</activeByDefault></activation>
                      <repositories><repository>%s</repository></repositories>
                      <pluginRepositories><pluginRepository>%s</pluginRepository></pluginRepositories>
                    </profile>
                  </profiles>
                </settings>
                """.formatted(repository, GROUP, central, central);
    }

    /** {@code mvn} with these arguments, in that folder. Nothing is redirected yet. */
    public ProcessBuilder mvn(Path folder, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(mavenHome.resolve("bin/mvn").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        prepare(builder.environment());
        return builder;
    }

    /** Makes {@code mvn}, wherever a script calls it, the sandbox's. */
    public void prepare(Map<String, String> environment) {
        environment.put("PATH", mavenHome.resolve("bin") + ":" + environment.getOrDefault("PATH", "/usr/bin:/bin"));
        // One tier of compilation: these processes live for two seconds.
        environment.put("MAVEN_OPTS", "-Xmx128m -XX:TieredStopAtLevel=1 -Duser.home=" + home);
        environment.keySet().removeIf(name -> name.startsWith("MAVEN_") && !name.equals("MAVEN_OPTS"));
    }
}
