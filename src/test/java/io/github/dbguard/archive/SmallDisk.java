package io.github.dbguard.archive;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of one megabyte. Mounting one takes root; without it the test is skipped. */
public record SmallDisk(Path path) implements AutoCloseable {

    public static final int BYTES = 1 << 20;

    public static SmallDisk mount(Path path) throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "mounting a small tmpfs takes root");
        Files.createDirectory(path);
        int status = Cli.run("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "tmpfs", path.toString())
                .status();
        assumeTrue(status == 0, "this container may not mount a tmpfs");
        return new SmallDisk(path);
    }

    @Override
    public void close() throws IOException {
        try {
            Cli.run("umount", path.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
