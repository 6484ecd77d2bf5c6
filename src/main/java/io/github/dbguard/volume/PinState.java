package io.github.dbguard.volume;

import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Identity;
import io.github.dbguard.target.Target;
import java.util.List;
import java.util.Optional;

/**
 * Whether a pin holds the volume that PGDATA lies on: one question to the engine.
 *
 * @param volume the volume's name
 * @param pin the one that stands, else one that does not; null where there is none
 */
public record PinState(String volume, Pin pin) {

    /** Empty where there is no volume to pin: a URL, a bind mount, a container's own layer. */
    public static Optional<PinState> of(Target target) {
        Identity.Mount mount = target.identity().mount();
        if (!(target instanceof ContainerTarget container)
                || mount == null
                || !mount.type().equals("volume")) {
            return Optional.empty();
        }
        List<Pin> pins = Pin.of(container.engine(), mount.source());
        Pin found = pins.stream().filter(Pin::stands).findFirst().orElse(pins.isEmpty() ? null : pins.get(0));
        return Optional.of(new PinState(mount.source(), found));
    }

    public boolean pinned() {
        return pin != null && pin.stands();
    }

    /** In words, without what to do. */
    String what() {
        if (pin == null) {
            return "volume " + volume + " is not pinned: docker compose down -v deletes it";
        }
        return pin.stands()
                ? "volume " + volume + " is pinned by container " + pin.name()
                : "the pin " + pin.name() + " of volume " + volume + " does not hold: " + pin.problem();
    }

    /** In words, with the command that mends it. */
    public String sentence() {
        return pinned() ? what() : what() + " (mvn dbguard:pin-volume)";
    }
}
