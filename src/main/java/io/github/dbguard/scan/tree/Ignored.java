package io.github.dbguard.scan.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The rules of .gitignore files, those of outer folders first. */
final class Ignored {

    static final Ignored NOTHING = new Ignored(List.of());

    private record Rule(String folder, Pattern pattern, boolean foldersOnly, boolean negated) {}

    private final List<Rule> rules;

    private Ignored(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * With the rules of one more file.
     *
     * @param folder that the file lies in, empty or with a slash at its end
     */
    Ignored and(String folder, List<String> lines) {
        List<Rule> all = new ArrayList<>(rules);
        for (String line : lines) {
            String pattern = line.strip();
            if (pattern.isEmpty() || pattern.startsWith("#")) {
                continue;
            }
            boolean negated = pattern.startsWith("!");
            pattern = negated ? pattern.substring(1) : pattern;
            boolean folders = pattern.endsWith("/");
            pattern = folders ? pattern.substring(0, pattern.length() - 1) : pattern;
            boolean anchored = pattern.indexOf('/') >= 0;
            pattern = pattern.startsWith("/") ? pattern.substring(1) : pattern;
            if (!pattern.isEmpty()) {
                all.add(new Rule(folder, Glob.compile(anchored ? pattern : "**/" + pattern), folders, negated));
            }
        }
        return new Ignored(List.copyOf(all));
    }

    /** Of the rules that fit, the last one decides. */
    boolean has(String path, boolean isFolder) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            boolean below = path.startsWith(rule.folder());
            if (below
                    && (isFolder || !rule.foldersOnly())
                    && rule.pattern()
                            .matcher(path.substring(rule.folder().length()))
                            .matches()) {
                return !rule.negated();
            }
        }
        return false;
    }
}
