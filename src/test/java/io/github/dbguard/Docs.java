package io.github.dbguard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The README and the pages under docs, with their fenced blocks. */
final class Docs {

    private Docs() {}

    /**
     * A fenced block.
     *
     * @param language {@code sh} is run, {@code console} is a transcript, {@code yaml} a workflow, {@code xml} a POM or
     *     settings, {@code sql} a file of checks, {@code text} neither
     * @param line where it begins, for messages
     */
    record Block(String language, int line, String text) {}

    /** A page, by its path from the root of the repository. */
    record Page(Path path, List<String> lines) {

        List<Block> blocks() {
            List<Block> blocks = new ArrayList<>();
            String language = null;
            int begin = 0;
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).startsWith("```")) {
                    continue;
                }
                if (language == null) {
                    language = lines.get(i).substring(3);
                    begin = i + 1;
                } else {
                    blocks.add(new Block(language, begin + 1, String.join("\n", lines.subList(begin, i)) + "\n"));
                    language = null;
                }
            }
            if (language != null) {
                throw new IllegalStateException(path + ": the block of line " + begin + " has no end");
            }
            return blocks;
        }

        String text() {
            return String.join("\n", lines);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    static List<Page> pages() {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md"), Path.of("CHANGELOG.md")),
                            docs.filter(p -> p.toString().endsWith(".md")).sorted())
                    .map(Docs::page)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Page page(Path path) {
        try {
            return new Page(path, Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
