package io.github.dbguard.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A backup that was copied to be damaged. */
record BackupCopy(Path folder) {

    /** @param into the folder that is to hold it under its own name */
    static BackupCopy of(Path backup, Path into) {
        Path copy = into.resolve(backup.getFileName());
        try (Stream<Path> all = Files.walk(backup)) {
            Files.createDirectories(into);
            for (Path path : all.toList()) {
                Files.copy(path, copy.resolve(backup.relativize(path)));
            }
            return new BackupCopy(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file, relative to the folder. */
    List<String> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(p -> folder.relativize(p).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void flip(String name) {
        byte[] bytes = bytes(name);
        bytes[bytes.length / 2] ^= 1;
        write(name, bytes);
    }

    void cut(String name) {
        byte[] bytes = bytes(name);
        write(name, Arrays.copyOf(bytes, bytes.length / 2));
    }

    void write(String name, byte[] bytes) {
        try {
            Files.write(file(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String name) {
        try {
            Files.delete(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** In the manifest, which no checksum covers. @param what a regular expression */
    BackupCopy telling(String what, String instead) {
        String text = text("manifest.json");
        String other = text.replaceAll(what, instead);
        if (other.equals(text)) {
            throw new IllegalArgumentException(what + " is not in " + text);
        }
        write("manifest.json", other.getBytes(StandardCharsets.UTF_8));
        return this;
    }
}
