package io.github.dbguard.report;

import io.github.dbguard.rotation.Mounted;
import io.github.dbguard.rotation.RotationOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What rotate-password tells. */
public final class RotationReport {

    private static final String NO_DEPS = "docker compose up -d --no-deps <service>";

    private RotationReport() {}

    /** @param folder files in it are named without it */
    public static List<String> lines(RotationOutcome outcome, Path folder) {
        List<String> lines = new ArrayList<>();
        if (!outcome.changed()) {
            lines.add("The server has this password of role \"" + outcome.role()
                    + "\" already: nothing was changed there.");
        } else if (outcome.owner() != null) {
            lines.addAll(alternate(outcome));
        } else {
            lines.add("The password of role \"" + outcome.role()
                    + "\" is changed: the server takes the new one and refuses "
                    + (outcome.previousKnown() ? "the one before." : "a wrong one."));
            lines.add(String.format(
                    Locale.ROOT,
                    "Every row is there: %,d. Sessions stayed open; new logins were refused for %,d ms at most.",
                    outcome.rows(),
                    outcome.refused().toMillis()));
        }
        if (!outcome.written().isEmpty()) {
            lines.add("Written: "
                    + outcome.written().stream()
                            .map(file -> named(file, folder))
                            .collect(Collectors.joining(", ")));
        }
        if (outcome.backup() != null) {
            lines.add("Backup of before: " + named(outcome.backup(), folder));
        }
        return lines;
    }

    private static List<String> alternate(RotationOutcome outcome) {
        List<String> lines = new ArrayList<>();
        boolean keptIsOwner = outcome.owner().equals(outcome.kept());
        lines.add("Role \"" + outcome.role() + "\" has a new password, and the server takes it. It logs in for role \""
                + outcome.owner() + "\", to which all that it makes belongs.");
        if (outcome.kept() != null && !keptIsOwner) {
            lines.add("Role \"" + outcome.kept()
                    + "\" keeps its password until the next rotation: whoever still has it is" + " not refused.");
        }
        lines.add(
                "The password of the owner role \"" + outcome.owner() + "\" was not touched, nor will the next rotation"
                        + " touch it: whoever has it logs in with it. To change it: mvn dbguard:rotate-password -Ddbguard.role="
                        + outcome.owner() + " -Ddbguard.generate=true -Ddbguard.envFile=.env.owner");
        lines.add(String.format(
                Locale.ROOT, "Every row is there: %,d. Sessions stayed open; no login was refused.", outcome.rows()));
        return lines;
    }

    private static String named(Path file, Path folder) {
        Path absolute = file.toAbsolutePath().normalize();
        Path base = folder.toAbsolutePath().normalize();
        return (absolute.startsWith(base) ? base.relativize(absolute) : absolute).toString();
    }

    public static List<String> warnings(RotationOutcome outcome) {
        List<String> warnings = new ArrayList<>();
        if (!outcome.holders().isEmpty() && outcome.owner() != null) {
            warnings.add("Started with the login of before, which a restart does not change: "
                    + String.join(", ", outcome.holders())
                    + ".\nThat works until the next rotation. Make them anew before it: " + NO_DEPS);
        } else if (!outcome.holders().isEmpty()) {
            warnings.add("Started with another password, which a restart does not change: "
                    + String.join(", ", outcome.holders()) + ".\nOpen connections go on, new ones are refused. Make"
                    + " them anew: " + NO_DEPS);
        }
        if (outcome.databaseHolds()) {
            warnings.add("The next docker compose up -d makes the database's container anew, because its environment"
                    + " changed. The volume stays, and so does every row.");
        }
        outcome.mounted().forEach(mounted -> warnings.add(stale(mounted)));
        return warnings;
    }

    private static String stale(Mounted mounted) {
        return mounted.container() + " has " + mounted.file() + " mounted by itself, and still sees the old file. "
                + (mounted.database()
                        ? "The server does not read it any more: the new one shows when its container is started next."
                        : "It sees the new one after: docker restart " + mounted.container());
    }
}
