package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.HolderSpec;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sees to it that a pin holds each volume of a target. Doing it again changes nothing. */
public final class PinVolume {

    /**
     * What came of one volume.
     *
     * @param storage the volume
     * @param pin the one that holds it now
     * @param made false when it stood already
     * @param replaced what was wrong with the pin that was there; null where there was none, or it stood
     */
    public record Pinned(Storage storage, Pin pin, boolean made, String replaced) {}

    private PinVolume() {}

    /**
     * Pins the volume that PGDATA lies on, and those of tablespaces.
     *
     * @throws Refused when PGDATA lies on nothing that can be pinned
     * @throws CannotProceed when the engine refuses, or the target is no container
     */
    public static List<Pinned> pin(Target target) {
        ContainerTarget container = container(target);
        List<Storage> storages = DataVolumes.of(container);
        requireVolume(container, storages.get(0));
        return storages.stream()
                .filter(Storage::volume)
                .map(storage -> pin(container, storage))
                .toList();
    }

    static ContainerTarget container(Target target) {
        if (target instanceof ContainerTarget container) {
            return container;
        }
        throw new CannotProceed("A pin is for a volume of a Docker engine, and " + target.description()
                + " is reached by a URL.\nNothing was changed. If it runs in a container, name that:"
                + " -Ddbguard.container=<name> in place of -Ddbguard.url.");
    }

    private static void requireVolume(ContainerTarget target, Storage data) {
        String where = "PGDATA of " + target.description() + " lies on " + data.describe();
        switch (data.kind()) {
            case NAMED_VOLUME, ANONYMOUS_VOLUME -> {}
            case BIND_MOUNT ->
                throw new Refused(where + ", which is no volume: there is nothing to pin, and no docker command removes"
                        + " it.\nNothing was changed. What deletes it is rm, git clean -fdx and a checkout that cleans"
                        + " its workspace: keep the folder out of those, and back it up (dbguard:pre-deploy-backup).");
            default ->
                throw new Refused(where + ", which goes with the container: there is nothing to pin.\nNothing was"
                        + " changed. Back it up (mvn dbguard:pre-deploy-backup), mount a named volume at "
                        + data.folder() + " in the Compose file, docker compose up -d, and bring the rows back"
                        + " (mvn dbguard:restore).");
        }
    }

    private static Pinned pin(ContainerTarget target, Storage storage) {
        Engine engine = target.engine();
        String volume = storage.source();
        String problem = null;
        for (Pin pin : Pin.of(engine, volume)) {
            if (pin.stands()) {
                return new Pinned(storage, pin, false, null);
            }
            problem = pin.problem();
            // The server itself holds the volume meanwhile.
            engine.release(pin.container());
        }
        requireThere(target, volume);
        HolderSpec spec = new HolderSpec(
                Pin.nameFor(volume), volume, target.container().imageId(), Map.of(Pin.TARGET, target.name()));
        Optional<Container> started = engine.hold(spec);
        return new Pinned(
                storage,
                started.map(Pin::read).orElseGet(() -> anothers(engine, volume)),
                started.isPresent(),
                problem);
    }

    /** A volume that is named and not there would be made, empty. */
    private static void requireThere(ContainerTarget target, String volume) {
        if (target.engine().volume(volume).isEmpty()) {
            throw new CannotProceed("Container " + target.container().name() + " mounts volume " + volume
                    + ", and the engine knows no such volume any more: somebody removed it under the running server."
                    + "\nNothing was changed. The server may still hold its files: back it up at once (mvn"
                    + " dbguard:pre-deploy-backup), and do not stop the container before.");
        }
    }

    /** Another run made it in the same moment, or somebody else has the name. */
    private static Pin anothers(Engine engine, String volume) {
        return Pin.of(engine, volume).stream()
                .findFirst()
                .filter(Pin::stands)
                .orElseThrow(() -> new CannotProceed("A container named " + Pin.nameFor(volume)
                        + " is there already, and is no pin that stands.\nThe volume is as it was, and is not pinned. See"
                        + " docker inspect " + Pin.nameFor(volume)
                        + "; if another run of dbguard is at it, run the goal again."));
    }
}
