package io.github.dbguard.volume;

import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;

/** Whether the server would notice a damaged page. */
record ChecksumsCheck(Target target) implements Check {

    @Override
    public String name() {
        return "checksums";
    }

    @Override
    public Line look() {
        try (Session session = target.openMaintenance()) {
            return session.one("SHOW data_checksums", r -> r.text(1)).equals("on")
                    ? Line.ok(name(), "data checksums are on")
                    : Line.note(
                            name(),
                            "data checksums are off: a page that the disk damages is not noticed",
                            "Turn them on while the server is stopped: pg_checksums --enable");
        }
    }
}
