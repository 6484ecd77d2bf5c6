package io.github.dbguard.rotation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What git would make of a file beside the project's. Nothing is ever changed. */
final class GitIgnore {

    private GitIgnore() {}

    /** Whether a file lies in a git work tree, and git does not answer that it ignores it. */
    static boolean lacks(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return inWorkTree(folder) && !ignores(folder, file.getFileName().toString());
    }

    private static boolean inWorkTree(Path folder) {
        for (Path at = folder; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(".git"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean ignores(Path folder, String name) {
        try {
            Process git = new ProcessBuilder("git", "-C", folder.toString(), "check-ignore", "-q", "--", name)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            return git.waitFor() == 0;
        } catch (IOException noGit) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
