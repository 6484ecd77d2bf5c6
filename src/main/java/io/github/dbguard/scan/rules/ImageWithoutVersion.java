package io.github.dbguard.scan.rules;

import java.util.Optional;

/** The image of the database names no version. */
public final class ImageWithoutVersion implements ImageRule {

    private static final About ABOUT = About.warning(
            "image-without-version", "the database's image names no version", "name the major version: postgres:17");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(String image, String before) {
        return Postgres.floats(image)
                ? Optional.of(
                        "The pull that brings the next major version leaves a server that does not start on the data.")
                : Optional.empty();
    }
}
