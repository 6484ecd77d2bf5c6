package io.github.dbguard.scan;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.files.Found;
import io.github.dbguard.scan.files.Method;
import io.github.dbguard.scan.files.Service;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the files of a repository say about each other.
 *
 * @param dataFolders folders that a Compose file mounts as the data of a database, from the repository's root
 * @param initScripts files and folders that a Compose file mounts as init scripts
 * @param hasMigrations a migration tool is at work
 * @param imagesBefore the image of a service in an earlier state, by {@code path:service}
 */
record Repository(
        List<String> dataFolders, Set<String> initScripts, boolean hasMigrations, Map<String, String> imagesBefore) {

    static final Repository NOTHING_KNOWN = new Repository(List.of(), Set.of(), false, Map.of());

    private static final Pattern MIGRATIONS = Pattern.compile(
            "(.*/)?(alembic\\.ini|schema\\.prisma|knexfile\\.\\w+|flyway\\.(conf|toml)|liquibase\\.properties|artisan"
                    + "|.sequelizerc|diesel\\.toml|dbmate.*|db/migrate/.*|migrations/.*\\.(sql|py|js|ts|rb|php|cs)|db/migration/.*|db/changelog/.*)");
    private static final Pattern INIT = Pattern.compile("(?i)(.*/)?([\\w.-]*initdb[\\w.-]*/.*|init[\\w.-]*)\\.sql");
    private static final String ENTRYPOINT = "/docker-entrypoint-initdb.d";

    boolean isInitScript(String path) {
        return INIT.matcher(path).matches()
                || initScripts.stream().anyMatch(script -> path.equals(script) || path.startsWith(script + "/"));
    }

    String imageBefore(String path, String service) {
        return imagesBefore.get(path + ":" + service);
    }

    Place place(String path) {
        return Place.of(path)
                .mounting(
                        dataFolders.stream().map(folder -> "database:" + folder).toList());
    }

    static boolean isMigration(String path) {
        return MIGRATIONS.matcher(path).matches();
    }

    /** Collects what Compose files say. */
    static final class Services implements Found {

        private final String folder;
        final List<String> data = new ArrayList<>();
        final Set<String> scripts = new HashSet<>();
        final Map<String, String> images = new HashMap<>();

        /** @param path of the Compose file, to which its mounts are relative */
        Services(String path) {
            this.folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/') + 1) : "";
        }

        @Override
        public void service(Service service, Place place) {
            if (service.image() != null) {
                images.put(service.name().text(), service.image().text());
            }
            for (Traced mount : service.mounts()) {
                String[] parts = mount.text().split(":");
                if (parts.length > 1 && parts[0].startsWith(".")) {
                    String source = (folder + parts[0].replaceFirst("^\\./", "")).replaceFirst("/+$", "");
                    if (parts[1].startsWith(ENTRYPOINT)) {
                        scripts.add(source);
                    } else if (parts[1].matches("/var/lib/(postgresql|pgsql).*|/bitnami/postgresql.*")) {
                        data.add(source);
                    }
                }
            }
        }

        @Override
        public void shell(Traced script, Place place, Map<String, String> variables) {}

        @Override
        public void script(Script script, Place place) {}

        @Override
        public void words(List<Word> words, Place place) {}

        @Override
        public void sql(Traced sql, Place place) {}

        @Override
        public void setting(String key, Traced value, Place place) {}

        @Override
        public void method(Method method, Place place) {}

        @Override
        public void remark(String remark) {}

        @Override
        public void unread(String why) {}
    }
}
