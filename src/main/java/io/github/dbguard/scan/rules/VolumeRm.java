package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.commands.Docker;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code docker volume rm}. */
public final class VolumeRm implements CallRule {

    private static final About ABOUT = About.error(
            "volume-rm",
            "a volume removed",
            "leave the volume alone; a password that does not fit any more is changed in place: mvn dbguard:rotate-password. First of all: mvn dbguard:pre-deploy-backup");

    /** What can be made again. */
    private static final Pattern CACHE = Pattern.compile(
            "(?i).*(node.?modules|cache|\\bnpm|pnpm|yarn|\\bm2\\b|maven|gradle|\\btmp\\b|\\btemp\\b|buildx?_|_build|venv|_dist|\\.next).*");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        Optional<Docker> docker = call.docker().filter(each -> each.is("volume rm"));
        boolean caches = docker.isPresent()
                && !docker.get().arguments().operands().isEmpty()
                && docker.get().arguments().operands().stream()
                        .allMatch(word -> CACHE.matcher(word.value()).matches());
        return CallRule.when(docker.isPresent() && !caches, "It deletes the volumes, with all that lies in them.");
    }
}
