package io.github.dbguard.scan.rules;

import java.util.Optional;

/** A rule about the image of a database. */
public interface ImageRule extends Rule {

    /** @param before the image that the service had; null where that is not known */
    Optional<String> danger(String image, String before);
}
