package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.List;
import java.util.Optional;

/** A rule about a call together with what ran before it in the same file, or decides whether it runs. */
public interface SequenceRule extends Rule {

    /** @param before the calls that stand before it */
    Optional<String> danger(Call call, List<Call> before);
}
