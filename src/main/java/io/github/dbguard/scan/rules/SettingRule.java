package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Place;
import java.util.Optional;

/** A rule about a setting of an application, or a variable of its environment. */
public interface SettingRule extends Rule {

    /** What the setting destroys, as a sentence; empty where it destroys nothing. */
    Optional<String> danger(String key, String value, Place place);
}
