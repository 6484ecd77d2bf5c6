package io.github.dbguard.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.Progress;
import io.github.dbguard.scan.accepted.Configuration;
import io.github.dbguard.scan.accepted.KnownFindings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's own pages, which are full of commands that they warn of. */
class OwnPagesTest {

    @TempDir
    Path root;

    private ScanResult scan() {
        Configuration configuration = Configuration.read(root.resolve(".dbguard.yml"));
        ScanOptions options =
                new ScanOptions(root, configuration, KnownFindings.NONE, null, LocalDate.of(2026, 11, 21));
        return new Scan(options, Progress.NONE).run();
    }

    private void copy(Path page) {
        try {
            Path to = root.resolve(page);
            Files.createDirectories(to.getParent());
            Files.copy(page, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothingIsFoundInThem() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            List<Path> pages = Stream.concat(
                            Stream.of(Path.of("README.md"), Path.of("CHANGELOG.md")),
                            docs.filter(page -> page.toString().endsWith(".md")))
                    .toList();
            pages.forEach(this::copy);

            ScanResult result = scan();

            assertThat(result.findings())
                    .extracting(finding -> finding.path() + ":" + finding.line() + " " + finding.command())
                    .isEmpty();
            assertThat(result.unread()).isEmpty();
            assertThat(result.files()).isEqualTo(pages.size());
        }
    }
}
