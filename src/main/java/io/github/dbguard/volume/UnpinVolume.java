package io.github.dbguard.volume;

import io.github.dbguard.docker.Engine;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Removes the pins of a target. The volumes stay. */
public final class UnpinVolume {

    /**
     * A pin that was removed.
     *
     * @param volumeThere whether the engine knows the volume that it was for
     */
    public record Unpinned(Pin pin, boolean volumeThere) {}

    private UnpinVolume() {}

    /**
     * Removes the pins of the volumes that the server's folders lie on, and those that were made for this target and whose
     * volume is gone.
     *
     * @param confirm is told which, before anything is removed, and throws when nobody has said yes; not asked for none
     * @return what was removed
     */
    public static List<Unpinned> unpin(Target target, Consumer<List<Pin>> confirm) {
        ContainerTarget container = PinVolume.container(target);
        List<Pin> pins = find(container);
        if (!pins.isEmpty()) {
            confirm.accept(pins);
            pins.forEach(pin -> container.engine().release(pin.container()));
        }
        Engine engine = container.engine();
        return pins.stream()
                .map(pin -> new Unpinned(pin, engine.volume(pin.volume()).isPresent()))
                .toList();
    }

    private static List<Pin> find(ContainerTarget target) {
        Engine engine = target.engine();
        List<Pin> pins = new ArrayList<>();
        DataVolumes.of(target).stream()
                .filter(Storage::volume)
                .forEach(storage -> pins.addAll(Pin.of(engine, storage.source())));
        Pin.ofTarget(engine, target.name()).stream()
                .filter(pin -> !pins.contains(pin))
                .filter(pin -> engine.volume(pin.volume()).isEmpty())
                .forEach(pins::add);
        return List.copyOf(pins);
    }
}
