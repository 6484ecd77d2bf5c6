package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code docker compose down -v}. */
public final class ComposeDownVolumes implements CallRule {

    private static final About ABOUT = About.error(
            "compose-down-volumes",
            "compose down with its volumes",
            "docker compose down, without -v: the containers go, the data stays");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.docker()
                        .filter(docker ->
                                docker.is("compose down") && docker.arguments().has("-v", "--volumes"))
                        .isPresent(),
                "It deletes the volumes of the Compose project, the database with them.");
    }
}
