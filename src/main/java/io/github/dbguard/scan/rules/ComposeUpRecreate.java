package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code docker compose up -y}. */
public final class ComposeUpRecreate implements CallRule {

    private static final About ABOUT = About.warning(
            "compose-up-recreate",
            "volumes recreated unasked",
            "docker compose up -d, without -y: it stops and asks where a volume would be recreated");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.docker()
                        .filter(docker -> docker.is("compose up", "compose create", "compose run")
                                && docker.arguments().has("-y", "--yes"))
                        .isPresent(),
                "Where the definition of a volume was changed, it deletes the volume and makes a new one, without a question.");
    }
}
