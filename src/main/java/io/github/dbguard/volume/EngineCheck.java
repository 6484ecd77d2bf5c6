package io.github.dbguard.volume;

import io.github.dbguard.target.ContainerTarget;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the engine and Compose have one of the defects that delete volumes.
 *
 * <p>Before 20.10.19, an engine with live-restore forgot after its restart who uses a volume, and a prune took it from a
 * container that runs (moby/moby#41686). Compose 2.2.3 to 2.3.4 deleted external volumes by {@code down -v}
 * (docker/compose#9172, #9313).
 */
record EngineCheck(ContainerTarget target, Deploy deploy) implements Check {

    private static final String NAME = "engine";
    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        String engine = target.engine().version();
        boolean liveRestore = target.engine().liveRestore();
        if (!ComposeConfig.made(target.container())) {
            return judge(engine, liveRestore, null, false);
        }
        Storage data = DataVolumes.ofData(target);
        boolean external = data.source() != null
                && deploy.config()
                        .flatMap(config -> config.definitionOf(data.source()))
                        .map(definition -> Boolean.TRUE.equals(definition.external()))
                        .orElse(false);
        return judge(engine, liveRestore, AskCompose.version(), external);
    }

    /** @param compose null where Compose has no part in the target */
    static Line judge(String engine, boolean liveRestore, String compose, boolean external) {
        String found = "Docker " + engine + (compose == null ? "" : ", Compose " + compose);
        Optional<Long> composeNumber = compose == null ? Optional.of(0L) : number(compose);
        if (number(engine).isEmpty() || composeNumber.isEmpty()) {
            return Line.unseen(
                    NAME, found + ": no version that can be compared", "See docker version, docker compose version");
        }
        if (liveRestore && number(engine).get() < number(20, 10, 19)) {
            return Line.error(
                    NAME,
                    found + " with live-restore: after a restart of the engine a prune deletes volumes that are in use,"
                            + " pinned ones too (moby/moby#41686)",
                    "Update the engine to 20.10.19 or later, or turn live-restore off");
        }
        long number = composeNumber.get();
        if (number >= number(2, 2, 3) && number < number(2, 4, 0)) {
            String text = found + ": this Compose deletes external volumes by down -v (docker/compose#9172)";
            return external
                    ? Line.error(NAME, text + ", and the data is on one", "Update Compose to 2.4 or later")
                    : Line.note(NAME, text, "Update Compose to 2.4 or later");
        }
        return Line.ok(NAME, found);
    }

    private static Optional<Long> number(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.matches()
                ? Optional.of(number(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        matcher.group(3) == null ? 0 : Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    private static long number(long major, long minor, long patch) {
        return (major * 1000 + minor) * 1000 + patch;
    }
}
