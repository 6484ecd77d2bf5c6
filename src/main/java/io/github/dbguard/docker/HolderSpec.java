package io.github.dbguard.docker;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a container that holds a volume is to be like.
 *
 * @param name the container's; there is one of a name, so that two runs at once make one
 * @param volume the volume's name
 * @param imageId {@code sha256:…}; has to be there, nothing is pulled
 * @param labels added to our own
 */
public record HolderSpec(String name, String volume, String imageId, Map<String, String> labels) {

    public HolderSpec {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}
