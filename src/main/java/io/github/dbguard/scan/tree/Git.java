package io.github.dbguard.scan.tree;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What git knows of a repository. Nothing is ever changed. */
public final class Git {

    private final Path folder;

    public Git(Path folder) {
        this.folder = folder;
    }

    /**
     * The files that differ from where this branch left the other one, and those that git does not know yet: from the
     * folder, with slashes.
     *
     * @throws CannotProceed when there is no git, no repository, or no such commit
     */
    public Set<String> changedSince(String ref) {
        String base = base(ref);
        Set<String> changed = new TreeSet<>();
        changed.addAll(paths(run("diff", "--name-only", "-z", "--no-renames", "--relative", base, "--")));
        changed.addAll(paths(run("ls-files", "-z", "--others", "--exclude-standard")));
        return changed;
    }

    /** The text of a file as it was there; empty where it was not. */
    public Optional<String> textAt(String ref, String path) {
        Output output = execute("show", base(ref) + ":./" + path);
        return output.exitCode() == 0 ? Optional.of(output.text()) : Optional.empty();
    }

    private String base(String ref) {
        if (ref.startsWith("-")) {
            throw new CannotProceed(
                    "dbguard.changedSince=" + ref + " is no commit. Nothing was scanned. Name a branch, a"
                            + " tag or a commit: -Ddbguard.changedSince=origin/main");
        }
        Output base = execute("merge-base", ref, "HEAD");
        return base.exitCode() == 0
                ? base.text().strip()
                : run("rev-parse", "--verify", "--quiet", ref + "^{commit}").strip();
    }

    private String run(String... arguments) {
        Output output = execute(arguments);
        if (output.exitCode() != 0) {
            throw new CannotProceed("git could not tell what was changed since dbguard.changedSince: git "
                    + String.join(" ", arguments) + " answered " + output.exitCode()
                    + ". Nothing was scanned. Fetch the commit (git fetch origin; actions/checkout with fetch-depth: 0), or"
                    + " leave dbguard.changedSince out to scan everything.");
        }
        return output.text();
    }

    private record Output(int exitCode, String text) {}

    private Output execute(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            throw new CannotProceed(
                    "git could not be run: " + e.getMessage() + ". Nothing was scanned. Install git, or leave"
                            + " dbguard.changedSince out to scan everything.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while git ran. Nothing was scanned.", e);
        }
    }

    private static List<String> paths(String zeroEnded) {
        return List.of(zeroEnded.split("\0")).stream()
                .filter(path -> !path.isEmpty())
                .toList();
    }
}
