package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.commands.Docker;
import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code docker rm -v} and {@code docker compose rm -v}. */
public final class ContainerRmVolumes implements CallRule {

    private static final About ABOUT = About.error(
            "container-rm-volumes",
            "containers removed with their anonymous volumes",
            "docker rm, without -v; and give the database a volume with a name");

    private static final Pattern DATABASE = Pattern.compile(
            "(?i).*(\\$|db|data|sql|postgres|pg|psql|timescale|postgis|store|storage|backend|mongo|maria|redis).*");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.docker()
                        .filter(docker -> (docker.is("rm") || docker.is("compose rm") && mayBeDatabase(docker))
                                && docker.arguments().has("-v", "--volumes"))
                        .isPresent(),
                "It deletes the anonymous volumes of the containers, and a database that has no volume with a name lies in one.");
    }

    /** The services that it names, or all of them. Those of a Compose file are called what they are. */
    private static boolean mayBeDatabase(Docker docker) {
        List<Word> services = docker.arguments().operands();
        return services.isEmpty()
                || services.stream()
                        .anyMatch(word -> DATABASE.matcher(word.value()).matches());
    }
}
