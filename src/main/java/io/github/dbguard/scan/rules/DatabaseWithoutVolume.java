package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.files.Service;
import io.github.dbguard.scan.text.Traced;
import java.util.Optional;

/** A server whose data lies in no volume with a name. */
public final class DatabaseWithoutVolume implements ServiceRule {

    private static final About ABOUT = About.warning(
            "database-without-volume",
            "a database without a volume of its own",
            "volumes: [\"pgdata:/var/lib/postgresql/data\"], from 18 on [\"pgdata:/var/lib/postgresql\"], and pgdata under the top level volumes");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<Wrong> danger(Service service) {
        boolean server =
                service.image() != null && Postgres.isServer(service.image().text());
        boolean kept = service.mounts().stream()
                        .anyMatch(mount ->
                                mount.text().matches(".*:.*") && isData(PgdataMount.destination(mount.text()), service))
                || service.tmpfs().stream()
                        .anyMatch(tmpfs -> isData(tmpfs.text().replaceFirst(":.*", ""), service));
        return server && !kept
                ? Optional.of(
                        new Wrong(
                                service.image(),
                                "The data lies in an anonymous volume: it stays behind when the container is removed, and the next one starts empty."))
                : Optional.empty();
    }

    private static boolean isData(String destination, Service service) {
        Traced pgdata = service.environment().get("PGDATA");
        return destination.matches("(?i).*(postgres|pgsql|pgdata|pgroot|/data\\b|/db\\b|volume).*")
                        && !destination.contains("initdb")
                || pgdata != null && (pgdata.text() + "/").startsWith(destination + "/");
    }
}
