package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.files.Service;
import io.github.dbguard.scan.text.Traced;
import java.util.Optional;

/** The volume lies beside the folder that the image keeps its data in. */
public final class PgdataMount implements ServiceRule {

    private static final About ABOUT = About.error(
            "pgdata-mount",
            "the volume is mounted beside the data",
            "18 and later: mount the volume at /var/lib/postgresql; up to 17: at /var/lib/postgresql/data");

    private static final String PARENT = "/var/lib/postgresql";
    private static final int FIRST_WITH_PARENT = 18;

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<Wrong> danger(Service service) {
        if (service.image() == null
                || !Postgres.isOfficial(service.image().text())
                || service.environment().containsKey("PGDATA")) {
            return Optional.empty();
        }
        int major = Postgres.major(service.image().text());
        boolean old = major > 0 && major < FIRST_WITH_PARENT;
        for (Traced mount : service.mounts()) {
            String destination = destination(mount.text());
            if (old
                    && destination.equals(PARENT)
                    && service.mounts().stream()
                            .noneMatch(each -> destination(each.text()).equals(PARENT + "/data"))) {
                return Optional.of(new Wrong(
                        mount,
                        "The image of version " + major + " keeps its data in " + PARENT
                                + "/data, an anonymous volume of its own: the mounted one stays empty."));
            }
            if (!old && destination.equals(PARENT + "/data")) {
                String which = major == 0
                        ? "The image without a version is 18 or later by now, and"
                        : "The image of version " + major;
                return Optional.of(new Wrong(
                        mount,
                        which + " keeps its data in " + PARENT
                                + "/<major>/docker: the mounted volume stays empty, or the server refuses to start."));
            }
        }
        return Optional.empty();
    }

    static String destination(String mount) {
        String[] parts = mount.split(":(?![^{]*})");
        return (parts.length > 1 ? parts[1] : parts[0]).replaceFirst("/+$", "");
    }
}
