package io.github.dbguard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes {@code mvn dbguard:<goal>} work in the tests' own repository: what invoker:install puts there lacks the
 * metadata of the group, which a real repository has from the deployment.
 */
public final class PluginPrefix {

    private PluginPrefix() {}

    /** Writes the metadata where there is none. */
    public static void teach(Path repository) throws IOException {
        Path metadata = repository.resolve("io/github/dbguard/maven-metadata-local.xml");
        if (Files.isDirectory(metadata.getParent()) && !Files.exists(metadata)) {
            Files.writeString(metadata, """
                    <metadata>
                      <plugins>
                        <plugin>
                          <name>dbguard</name>
                          <prefix>dbguard</prefix>
                          <artifactId>dbguard-maven-plugin</artifactId>
                        </plugin>
                      </plugins>
                    </metadata>
                    """);
        }
    }
}
