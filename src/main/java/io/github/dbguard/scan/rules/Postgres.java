package io.github.dbguard.scan.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an image of PostgreSQL keeps its data in. */
final class Postgres {

    private static final Pattern OFFICIAL = Pattern.compile(
            "(?:docker\\.io/|library/|public\\.ecr\\.aws/docker/library/)*(postgres|postgis/postgis|pgvector/pgvector)(?::([\\w.-]+))?(?:@sha256:.*)?");
    private static final Pattern DATABASE = Pattern.compile(
            "(.*/)?(postgres|postgresql|postgis|pgvector|timescaledb(-ha)?|postgres-ssl|supabase/postgres|citus|paradedb|pg-?\\d*)([:@].*)?");

    private Postgres() {}

    /** By the image's name it runs a server. */
    static boolean isServer(String image) {
        String name = image.replaceFirst("[:@].*$", "");
        return DATABASE.matcher(image).matches()
                && !name.matches(
                        ".*(exporter|backup|bouncer|admin|pool|client|dump|s3|proxy|rest|hero|web|operator|partman|cron|migrate).*");
    }

    /** An image whose folders are those of the official one. */
    static boolean isOfficial(String image) {
        return OFFICIAL.matcher(image).matches();
    }

    /** Its major version: 0 where the tag does not say, as {@code latest} does not. */
    static int major(String image) {
        Matcher matcher = OFFICIAL.matcher(image);
        String tag = matcher.matches() && matcher.group(2) != null ? matcher.group(2) : "";
        // 0.8.0-pg17 is a version of the extension on 17.
        Matcher number =
                Pattern.compile(tag.contains("pg") ? "pg(\\d+)" : "^(\\d+)").matcher(tag);
        return number.find() && number.group(1).length() < 4 ? Integer.parseInt(number.group(1)) : 0;
    }

    /** Its tag moves from one major version to the next. */
    static boolean floats(String image) {
        return image.matches(
                "(docker\\.io/|library/)*(postgres|postgis/postgis)(:(latest|alpine|bookworm|trixie|bullseye))?");
    }
}
