package io.github.dbguard.scan.rules;

import java.util.Optional;

/** The image of the database moves across a major version. */
public final class ImageMajorUpgrade implements ImageRule {

    private static final About ABOUT = About.error(
            "image-major-upgrade",
            "the database's image moves across a major version",
            "name the major version (postgres:17); to change it: mvn dbguard:pre-deploy-backup, a new volume, mvn dbguard:restore");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(String image, String before) {
        if (!Postgres.isOfficial(image)) {
            return Optional.empty();
        }
        int now = Postgres.major(image);
        int then = before == null ? 0 : Postgres.major(before);
        if (now > 0 && then > 0 && now != then) {
            return Optional.of("The server of version " + now + " does not start on the data of version " + then
                    + "; and the way out that people take is to delete the volume.");
        }
        return Optional.empty();
    }
}
