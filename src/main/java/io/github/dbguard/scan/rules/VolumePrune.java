package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code docker volume prune}. */
public final class VolumePrune implements CallRule {

    private static final About ABOUT = About.error(
            "volume-prune",
            "unused volumes pruned",
            "docker image prune -f, or docker builder prune -f, when it is about room on the disk; a running container keeps its volume");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.docker().filter(docker -> docker.is("volume prune")).isPresent(),
                "It deletes every volume that no container uses just then: before engine 23 those with names as well, from then on those without, and with -a all.");
    }
}
