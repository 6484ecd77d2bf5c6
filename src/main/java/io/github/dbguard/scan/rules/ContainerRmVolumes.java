package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code docker rm -v} and {@code docker compose rm -v}. */
public final class ContainerRmVolumes implements CallRule {

    private static final About ABOUT = About.error(
            "container-rm-volumes",
            "containers removed with their anonymous volumes",
            "docker rm, without -v; and give the database a volume with a name");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.docker()
                        .filter(docker -> docker.is("rm", "compose rm")
                                && docker.arguments().has("-v", "--volumes"))
                        .isPresent(),
                "It deletes the anonymous volumes of the containers, and a database that has no volume with a name lies in one.");
    }
}
