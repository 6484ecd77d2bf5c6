package io.github.dbguard.scan.tree;

import io.github.dbguard.scan.Unread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The files of a repository that are somebody's own: without what git ignores, without what was brought in. Symbolic
 * links are not followed: what they lead to in the repository is read where it lies.
 */
public final class Tree {

    private static final Set<String> VENDORED = Set.of(
            ".git",
            ".hg",
            ".svn",
            "node_modules",
            "bower_components",
            "vendor",
            ".venv",
            "venv",
            "site-packages",
            "third_party",
            "__pycache__",
            ".gradle",
            ".terraform",
            ".next",
            ".nuxt",
            ".dbguard",
            ".tox",
            ".mypy_cache",
            ".pnpm-store",
            ".yarn",
            "Pods",
            ".cargo");
    private static final Pattern GENERATED =
            Pattern.compile("\\.dbguard\\.yml|.*\\.min\\.js|.*\\.map|.*(\\.lock|-lock\\.(json|ya?ml))");

    private final Path root;
    private final List<Pattern> excluded;
    private final List<String> files = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();

    private Tree(Path root, List<Pattern> excluded) {
        this.root = root;
        this.excluded = excluded;
    }

    /**
     * What there is.
     *
     * @param files from the root, with slashes, sorted
     * @param unread folders that could not be listed
     */
    public record Listing(List<String> files, List<Unread> unread) {}

    /** @param excluded paths that are left out */
    public static Listing list(Path root, List<Pattern> excluded) {
        Tree tree = new Tree(root, excluded);
        tree.folder(root, "", Ignored.NOTHING.and("", lines(root.resolve(".git/info/exclude"))));
        return new Listing(List.copyOf(tree.files), List.copyOf(tree.unread));
    }

    private void folder(Path folder, String prefix, Ignored outer) {
        Ignored ignored = outer.and(prefix, lines(folder.resolve(".gitignore")));
        TreeSet<Path> entries = new TreeSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            unread.add(new Unread(prefix.isEmpty() ? "." : prefix, "the folder could not be listed: " + e));
            return;
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            String path = prefix + name;
            boolean isFolder = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
            if (excluded.stream().anyMatch(each -> each.matcher(path).matches()) || ignored.has(path, isFolder)) {
                continue;
            }
            if (isFolder && !isVendored(entry, name)) {
                folder(entry, path + "/", ignored);
            } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                    && !GENERATED.matcher(name).matches()) {
                files.add(path);
            }
        }
    }

    /** {@code target} is Maven's beside a POM, and anybody's elsewhere. */
    private static boolean isVendored(Path folder, String name) {
        return VENDORED.contains(name) || name.equals("target") && Files.exists(folder.resolveSibling("pom.xml"));
    }

    private static List<String> lines(Path file) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Without its rules more is read, not less.
            return List.of();
        }
    }
}
