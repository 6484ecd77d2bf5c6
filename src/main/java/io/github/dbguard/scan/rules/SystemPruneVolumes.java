package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code docker system prune --volumes}. */
public final class SystemPruneVolumes implements CallRule {

    private static final About ABOUT = About.error(
            "system-prune-volumes", "the system pruned with its volumes", "docker system prune -f, without --volumes");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.docker()
                        .filter(docker -> docker.is("system prune", "system reset")
                                && (docker.is("system reset")
                                        || docker.arguments().has("--volumes")))
                        .isPresent(),
                "It deletes stopped containers first and then the volumes that nothing uses any more: before engine 23 those with names as well, from then on those without.");
    }
}
