package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code docker compose up -V}. */
public final class ComposeUpRenewVolumes implements CallRule {

    private static final About ABOUT = About.error(
            "compose-up-renew-volumes",
            "anonymous volumes renewed",
            "docker compose up -d --force-recreate, without -V: a new container gets the volume of the old one");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.docker()
                        .filter(docker -> docker.is("compose up", "compose create")
                                && docker.arguments().has("-V", "--renew-anon-volumes"))
                        .isPresent(),
                "It gives the containers new, empty anonymous volumes; a database that has no volume with a name starts empty.");
    }
}
