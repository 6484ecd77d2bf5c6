package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.files.Service;
import io.github.dbguard.scan.text.Traced;
import java.util.Optional;

/** A rule about a service of a Compose file. */
public interface ServiceRule extends Rule {

    /**
     * What is wrong.
     *
     * @param at what of the service it is about
     */
    record Wrong(Traced at, String sentence) {}

    Optional<Wrong> danger(Service service);
}
