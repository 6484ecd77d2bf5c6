package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Place;
import java.util.regex.Pattern;

/** Which paths a server keeps its data in. */
final class DataFolders {

    private static final Pattern KNOWN = Pattern.compile(
            "(?i)(.*/)?(var/lib/(postgres(ql)?|pgsql|pg|mysql|mariadb|mongodb)(/(?!backup|archive|log).*)?"
                    + "|var/lib/docker(/volumes.*)?/?|(docker|containers/storage)/volumes(/.*)?|bitnami/postgresql(/.*)?"
                    + "|(\\.?)(pg|pgsql|postgres|postgresql|db|database|mysql)[-_.]?(data|volume|storage)(base)?(/.*)?"
                    + "|(data|volumes?|storage|\\.data|\\.docker|docker-data)/(pg|pgsql|postgres|postgresql|db|database|mysql|pgdata)([-_.]?(data|volume|storage|main|prod)|[-_.]?\\d+)?(/(?!init).*)?"
                    + "|(postgres|postgresql|pgsql|db|database)/(data|pgdata|volume|base|pg_wal)(/.*)?|pgroot(/.*)?)");
    /** Beside the script: elsewhere, configuration and binaries have that name as well. */
    private static final Pattern BESIDE = Pattern.compile("(\\./)*(postgres|postgresql)");

    private static final Pattern VARIABLE = Pattern.compile(
            "(?i)\\$\\{?(env:)?(\\w*(PGDATA|PG_DATA|POSTGRES_DATA|DB_DATA|DATA_DIRECTORY|DATABASE_DIR|PG_DIR)\\w*)}?([:/].*)?");
    private static final Pattern HARMLESS = Pattern.compile(
            "(?i).*(\\.(sql|gz|dump|log|pid|conf|txt|ts|js|py|zip|tar|zst|bak|lock)|/pg_stat_tmp|lost\\+found|(^|/)\\$\\{?(RUNNER_TEMP|TMPDIR|TEMP|TMP)}?/.*|/tmp/.*|(^|/)tests?/.*|/(seeds?|migrations?|backups?|dumps?|init|logs?|test[^/]*|fixtures?)(/.*)?|apt/lists.*)");

    private DataFolders() {}

    static boolean isOne(String path, Place place) {
        String plain = path.replace('\\', '/').replaceFirst("[/*.]+$", "");
        if (plain.isEmpty() || HARMLESS.matcher(plain).matches()) {
            return false;
        }
        return KNOWN.matcher(plain).matches()
                || BESIDE.matcher(plain).matches()
                || VARIABLE.matcher(plain).matches()
                || place.mounts().stream().anyMatch(mount -> holdsData(mount, plain));
    }

    /** The mount's source is a database's by its name, and the path lies in its destination. */
    private static boolean holdsData(String mount, String path) {
        String[] parts = mount.split(":");
        return parts.length >= 2
                && (parts[0].matches("(?i).*(pg|postgres|db|database|mysql).*")
                        || KNOWN.matcher(parts[0]).matches())
                && parts[1].length() > 1
                && (relative(path) + "/").startsWith(relative(parts[1]).replaceFirst("/+$", "") + "/");
    }

    private static String relative(String path) {
        return path.replaceFirst("^(\\./)+", "");
    }
}
