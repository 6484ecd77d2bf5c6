package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.List;
import java.util.Optional;

/** {@code down}, and later in the same job {@code volume prune}. */
public final class SequenceDownThenPrune implements SequenceRule {

    private static final About ABOUT = About.error(
            "sequence-down-then-prune",
            "containers removed, then unused volumes pruned",
            "prune images alone: docker image prune -f; and only while the database runs");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call, List<Call> before) {
        boolean prunes = call.docker()
                .filter(docker -> docker.is("volume prune")
                        || docker.is("system prune") && docker.arguments().has("--volumes"))
                .isPresent();
        boolean removed = before.stream().anyMatch(SequenceDownThenPrune::removes);
        return CallRule.when(
                prunes && removed,
                "The containers were removed before: then nothing uses the volume of the database any more, and the prune takes it.");
    }

    private static boolean removes(Call call) {
        return call.docker()
                .filter(docker -> docker.is(
                        "compose down", "compose rm", "rm", "container prune", "stack rm", "compose stop", "stop"))
                .isPresent();
    }
}
