package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.FileDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whether a dump arrived as it was made, and whole: an exit code of 0 says neither. */
final class Arrival {

    private static final Pattern LISTED = Pattern.compile("(\\d+); \\d+ \\d+ (TABLE DATA|BLOBS)\\b.*");

    private Arrival() {}

    /**
     * Takes the data files out of a table of contents.
     *
     * @param list what {@code pg_restore --list} printed
     * @return their names, without what a compression puts behind them
     */
    static List<String> filesNamedBy(String list) {
        return list.lines()
                .map(LISTED::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(2).equals("BLOBS") ? "blobs" : m.group(1) + ".dat")
                .distinct()
                .toList();
    }

    /**
     * @param inside SHA-256 by path, computed where the dump was made
     * @param outside what was written here
     */
    static void requireSame(Map<String, String> inside, List<FileDigest> outside, String database) {
        Map<String, String> arrived = outside.stream()
                .collect(Collectors.toMap(FileDigest::path, FileDigest::sha256, (a, b) -> a, TreeMap::new));
        List<String> others = new TreeMap<>(inside)
                .entrySet().stream()
                        .filter(e -> !e.getValue().equals(arrived.get(e.getKey())))
                        .map(Map.Entry::getKey)
                        .toList();
        if (!others.isEmpty() || arrived.size() != inside.size() || inside.isEmpty()) {
            throw new CannotProceed("The dump of database " + database + " did not arrive as it was made: of "
                    + inside.size() + " files " + arrived.size() + " came"
                    + (others.isEmpty() ? "" : ", and missing or altered is " + others.get(0))
                    + ".\nThe database is untouched, and no backup was written. Run it again.");
        }
    }

    /** A dump that lacks a file which its own table of contents names is not whole. */
    static void requireAll(List<String> named, List<FileDigest> files, String database) {
        List<String> names = files.stream()
                .map(f -> f.path().substring(f.path().lastIndexOf('/') + 1))
                .toList();
        List<String> missing = named.stream()
                .filter(n -> names.stream().noneMatch(f -> f.startsWith(n)))
                .toList();
        if (!missing.isEmpty()) {
            throw new CannotProceed(
                    "The dump of database " + database + " lacks files that its table of contents names: " + missing
                            + ".\nThe database is untouched, and no backup was written. Run it again.");
        }
    }
}
