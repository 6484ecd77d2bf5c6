package io.github.dbguard.volume;

import io.github.dbguard.target.ContainerTarget;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether the image of the next container is of the version that the data directory is of (its PG_VERSION). */
record NextImageCheck(ContainerTarget target, Deploy deploy) implements Check {

    private static final String NAME = "next image";
    private static final Pattern MAJOR = Pattern.compile("(\\d{1,2})(\\.\\d+)*([^.\\d].*)?");
    /** Of images that are called after the server, the tag begins with its version: {@code postgis:15-3.4}. */
    private static final Pattern TAG = Pattern.compile(
            "(?:.*/)?(?:(?:postgres|postgresql|postgis|pgvector|timescaledb-ha)[^/:]*:(?:pg)?|timescaledb:[^/@]*-pg)"
                    + "(\\d{2})(?:[.-].*)?(?:@.*)?");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        Optional<ComposeConfig> next = deploy.config();
        if (next.isEmpty()) {
            return Line.ok(NAME, "the container is not Compose's");
        }
        return judge(
                target.identity().major(),
                next.get().image(),
                major(deploy.imageEnvironment(next.get()), next.get().image()));
    }

    /**
     * @param data the version of the data directory
     * @param image null where it is built
     * @param next the version of the image's server; 0 where nobody knows
     */
    static Line judge(int data, String image, int next) {
        String called = image == null ? "the image that is built" : image;
        if (next == 0) {
            return Line.unseen(
                    NAME,
                    called + " is not on the engine, or does not say which PostgreSQL it holds",
                    "Bring it there first: docker compose pull, or docker compose build. The data is of " + data);
        }
        if (next == data) {
            return Line.ok(NAME, called + " holds PostgreSQL " + next + ", as the data directory is");
        }
        return Line.error(
                NAME,
                called + " holds PostgreSQL " + next + ", and the data directory is of " + data
                        + ": that server would not start on it",
                next > data
                        ? "Stay on " + data + " for this deploy. To move: back up, start " + next
                                + " on a new volume, mvn dbguard:restore"
                        : "Name an image of " + data);
    }

    /** 0 where neither the image nor its name tells. */
    static int major(Map<String, String> environment, String image) {
        Optional<Integer> told = Stream.of("PG_MAJOR", "PG_VERSION")
                .map(environment::get)
                .filter(value -> value != null)
                .map(MAJOR::matcher)
                .filter(Matcher::matches)
                .map(m -> Integer.parseInt(m.group(1)))
                .findFirst();
        if (told.isEmpty() && "postgresql".equals(environment.get("BITNAMI_APP_NAME"))) {
            Matcher app = MAJOR.matcher(environment.getOrDefault("APP_VERSION", ""));
            told = app.matches() ? Optional.of(Integer.parseInt(app.group(1))) : Optional.empty();
        }
        Matcher tag = TAG.matcher(image == null ? "" : image);
        // Once the image is there, it knows better than its name.
        return told.orElseGet(() -> environment.isEmpty() && tag.matches() ? Integer.parseInt(tag.group(1)) : 0);
    }
}
