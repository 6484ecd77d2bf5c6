package io.github.dbguard.backup;

import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.postgres.Login;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The arguments of pg_dump, the same wherever it runs, and what its output means. */
final class PgDump {

    private static final int FIRST_WITH_ZSTD = 16;
    private static final String GZIP_FAST = "--compress=1";

    private PgDump() {}

    /**
     * @param serverMajor pg_dump of 16 and later compresses with zstd, if it was built with it
     * @param zstd false to keep to gzip, which every build has
     */
    static List<String> arguments(
            Snapshot snapshot, DumpOptions options, String host, int port, Login login, int toolMajor, boolean zstd) {
        List<String> arguments = new ArrayList<>(List.of(
                "--verbose",
                "--no-password",
                "--snapshot=" + snapshot.id(),
                "--lock-wait-timeout=" + options.lockTimeout().toMillis(),
                "--format=" + options.format().name().toLowerCase(java.util.Locale.ROOT),
                "--host=" + host,
                "--port=" + port));
        if (login.user() != null) {
            arguments.add("--username=" + login.user());
        }
        if (options.format() == DumpFormat.DIRECTORY) {
            arguments.add("--jobs=" + options.jobs());
        }
        if (options.format() != DumpFormat.PLAIN) {
            arguments.add(zstd && toolMajor >= FIRST_WITH_ZSTD ? "--compress=zstd:1" : GZIP_FAST);
        }
        arguments.add("--dbname=" + connectionString(snapshot.database()));
        return arguments;
    }

    /** A bare name with an equals sign in it would be read as a connection string, so it is always made one. */
    static String connectionString(String database) {
        return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** The folder or file name of a database's dump: letters, digits, dots, dashes, underscores; others as %XX. */
    static String fileName(String database) {
        StringBuilder name = new StringBuilder();
        for (byte b : database.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.');
            name.append(plain && !(c == '.' && name.isEmpty()) ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return name.toString();
    }

    /** The lines of stderr that say what went wrong, without the chatter of --verbose. */
    static String errors(String stderr) {
        List<String> errors = stderr.lines()
                .filter(l ->
                        l.contains("error:") || l.contains("detail:") || l.contains("hint:") || l.contains("fatal:"))
                .limit(8)
                .toList();
        return errors.isEmpty()
                ? String.join(
                        "\n  ",
                        stderr.lines()
                                .skip(Math.max(0, stderr.lines().count() - 5))
                                .toList())
                : String.join("\n  ", errors);
    }

    /** The major version in the output of {@code --version}: 15 of "pg_dump (PostgreSQL) 15.14 (Debian …)"; 0 if none. */
    static int major(String version) {
        var matcher = java.util.regex.Pattern.compile("\\) (\\d+)").matcher(version);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Whether a dump failed because the disk, or a quota on it, was full. */
    static boolean lacksRoom(String stderr) {
        return stderr.contains("No space left on device") || stderr.contains("Disk quota exceeded");
    }

    /** Whether a dump failed because this build of pg_dump lacks zstd. */
    static boolean lacksZstd(String stderr) {
        return stderr.contains("does not support compression with zstd");
    }
}
