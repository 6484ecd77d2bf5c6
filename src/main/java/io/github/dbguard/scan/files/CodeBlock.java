package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.text.Traced;
import java.util.Map;
import java.util.regex.Pattern;

/** A block of code in a page, by the language that it says it is in. */
final class CodeBlock {

    private static final Pattern PROMPT = Pattern.compile("(?m)^[ \\t]*[$%>][ \\t]+\\S");
    private static final Pattern COMMENT = Pattern.compile("^\\s*(#|//|--)(.*)$");
    private static final Pattern TRAILING = Pattern.compile("\\s(#|--)\\s(.*)$");

    private CodeBlock() {}

    static void read(String language, Traced content, Place place, Found found) {
        Traced code = withoutProhibited(content);
        switch (language) {
            case "",
                    "sh",
                    "bash",
                    "shell",
                    "zsh",
                    "console",
                    "terminal",
                    "shell-session",
                    "shellsession",
                    "fish",
                    "cmdline" -> found.shell(withoutPrompts(code), place, Map.of());
            case "sql", "postgresql", "pgsql", "psql", "postgres" -> found.sql(code, place);
            case "yaml", "yml" -> {
                new YamlReader(YamlReader.Kind.OTHER).read(code, place, found);
                new YamlReader(YamlReader.Kind.SETTINGS).read(code, place, found);
            }
            case "properties", "ini", "env", "dotenv" -> Settings.properties(code, place, found);
            case "dockerfile", "docker" -> new DockerfileReader().read(code, place, found);
            case "makefile", "make", "mk" -> MakeReader.make().read(code, place, found);
            case "just" -> MakeReader.just().read(code, place, found);
            case "powershell", "pwsh", "ps1", "ps" -> found.script(PowerShell.parse(withoutPrompts(code)), place);
            case "bat", "batch", "cmd", "dos" -> found.script(Batch.parse(withoutPrompts(code)), place);
            case "js", "javascript", "ts", "typescript", "jsx", "tsx", "mjs" ->
                new CodeReader(Language.JAVASCRIPT).read(code, place, found);
            case "py", "python" -> new CodeReader(Language.PYTHON).read(code, place, found);
            case "rb", "ruby" -> new CodeReader(Language.RUBY).read(code, place, found);
            case "go", "golang" -> new CodeReader(Language.GO).read(code, place, found);
            case "java", "kotlin", "csharp", "cs" -> new CodeReader(Language.JVM).read(code, place, found);
            case "php" -> new CodeReader(Language.PHP).read(code, place, found);
            case "elixir" -> new CodeReader(Language.ELIXIR).read(code, place, found);
            case "groovy", "gradle", "jenkinsfile" -> new CodeReader(Language.GROOVY).read(code, place, found);
            case "json" -> new PackageReader().read(code, place, found);
            default -> {
                // Output, or a language in which nobody runs a shell.
            }
        }
    }

    /** With blanks for what a comment above it, or behind it, warns of. */
    private static Traced withoutProhibited(Traced content) {
        StringBuilder masked = new StringBuilder(content.text());
        boolean prohibited = false;
        for (int from = 0; from < masked.length(); ) {
            int end = masked.indexOf("\n", from);
            end = end < 0 ? masked.length() : end;
            String line = content.text().substring(from, end);
            var comment = COMMENT.matcher(line);
            var trailing = TRAILING.matcher(line);
            if (comment.matches()) {
                prohibited = forbids(comment.group(2));
            } else if (line.isBlank()) {
                prohibited = false;
            } else if (prohibited || trailing.find() && forbids(trailing.group(2))) {
                for (int i = from; i < end; i++) {
                    masked.setCharAt(i, ' ');
                }
            }
            from = end + 1;
        }
        return content.masked(masked.toString());
    }

    /** A comment in code is terse: only what plainly forbids counts. */
    private static boolean forbids(String comment) {
        return Prose.forbids(comment)
                && comment.matches(
                        "(?iu).*(never|do not|don['’]?t|must not|avoid|wrong|\\bbad\\b|nunca|jam[aá]s|no usar|niemals|nicht|не |❌|🚫|⛔|✗|✘|"
                                + "forbidden|prohibited|不要|禁止|anti-?pattern|instead of|incorrect).*");
    }

    /** Of a transcript, what was typed: the lines with a prompt, and those that they go on in. */
    private static Traced withoutPrompts(Traced code) {
        if (!PROMPT.matcher(code.text()).find()) {
            return code;
        }
        StringBuilder masked = new StringBuilder(code.text());
        boolean typed = false;
        for (int from = 0; from < masked.length(); ) {
            int end = masked.indexOf("\n", from);
            end = end < 0 ? masked.length() : end;
            String line = code.text().substring(from, end);
            boolean prompt = PROMPT.matcher(line).lookingAt();
            boolean goesOn = typed && from > 1 && code.text().charAt(from - 2) == '\\';
            int blank = prompt ? from + line.length() - line.stripLeading().length() + 1 : goesOn ? from : end;
            for (int i = from; i < blank; i++) {
                masked.setCharAt(i, ' ');
            }
            typed = prompt || goesOn;
            from = end + 1;
        }
        return code.masked(masked.toString());
    }
}
