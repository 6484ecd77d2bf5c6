package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What program a word names. */
final class Programs {

    private static final Pattern VERSION = Pattern.compile("(.+?)@[\\w.^~-]*");
    private static final Pattern VARIABLE = Pattern.compile("\\$[({]?\\{?(\\w+)[^})]*[})]*");

    /** {@code $BIN/initdb}: only where it lies is not known. */
    private static final Pattern IN_FOLDER = Pattern.compile("\\$\\{?\\w+[^/]*(/[^/$(){}]+)+");

    /** Packages that bring a program of another name. */
    private static final Map<String, String> PACKAGES = Map.of(
            "sequelize-cli", "sequelize",
            "typeorm-ts-node-commonjs", "typeorm",
            "typeorm-ts-node-esm", "typeorm",
            "@mikro-orm/cli", "mikro-orm",
            "django-admin.py", "django-admin",
            "cli", "cli",
            "gradlew", "gradle",
            "mvnw", "mvn",
            "mvnd", "mvn");

    /** Parts of a variable's name that tell the program in it. The first that fits counts. */
    private static final List<Map.Entry<String, String>> HINTS = List.of(
            Map.entry("COMPOSE", "docker-compose"),
            Map.entry("PODMAN", "podman"),
            Map.entry("NERDCTL", "nerdctl"),
            Map.entry("PSQL", "psql"),
            Map.entry("DROPDB", "dropdb"),
            Map.entry("PG_RESTORE", "pg_restore"),
            Map.entry("PRISMA", "prisma"),
            Map.entry("ARTISAN", "artisan"),
            Map.entry("MANAGE", "manage.py"),
            Map.entry("ALEMBIC", "alembic"),
            Map.entry("RAILS", "rails"),
            Map.entry("FLYWAY", "flyway"),
            Map.entry("DOCKER", "docker"));

    private static final List<String> ENGINE_VERBS = List.of("volume", "system", "container", "compose", "run");
    private static final List<String> COMPOSE_VERBS = List.of("down", "up", "exec");

    private Programs() {}

    /** Without folder, version and the ending that Windows adds; of a variable, what its name or its use tells. */
    static String name(List<Word> words) {
        String word = words.get(0).value();
        if (word.startsWith("$") && !IN_FOLDER.matcher(word).matches()) {
            return ofVariable(word, words);
        }
        String name = word;
        if (!name.startsWith("@")) {
            int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
            name = slash >= 0 && slash + 1 < name.length() ? name.substring(slash + 1) : name;
        }
        Matcher version = VERSION.matcher(name);
        if (version.matches()) {
            name = version.group(1);
        }
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(exe|cmd|bat|com)$", "");
        return PACKAGES.getOrDefault(plain, plain);
    }

    private static String ofVariable(String word, List<Word> words) {
        Matcher variable = VARIABLE.matcher(word);
        String name = variable.lookingAt() ? variable.group(1).toUpperCase(Locale.ROOT) : "";
        for (Map.Entry<String, String> hint : HINTS) {
            if (name.contains(hint.getKey())) {
                return hint.getValue();
            }
        }
        String next = words.size() > 1 ? words.get(1).value() : "";
        if (name.equals("DC") || name.equals("DCO") || COMPOSE_VERBS.contains(next)) {
            return "docker-compose";
        }
        return ENGINE_VERBS.contains(next) ? "docker" : word;
    }
}
