package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** A rule about a program that is run. */
public interface CallRule extends Rule {

    /** What the call destroys, as a sentence; empty where it destroys nothing. */
    Optional<String> danger(Call call);

    /** Whether what it destroys lies on another machine, wherever the command itself runs. */
    default boolean isElsewhere() {
        return false;
    }

    static Optional<String> when(boolean dangerous, String sentence) {
        return dangerous ? Optional.of(sentence) : Optional.empty();
    }
}
