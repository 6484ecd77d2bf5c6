package io.github.dbguard.volume;

import io.github.dbguard.target.ContainerTarget;
import java.util.Optional;

/** Whether a pin keeps Docker from removing the volume. */
record PinCheck(ContainerTarget target) implements Check {

    @Override
    public String name() {
        return "pin";
    }

    @Override
    public Line look() {
        Optional<PinState> state = PinState.of(target);
        if (state.isEmpty()) {
            return Line.ok(name(), "PGDATA is on no volume: there is nothing to pin");
        }
        return state.get().pinned()
                ? Line.ok(name(), state.get().sentence())
                : Line.warning(name(), state.get().what(), "mvn dbguard:pin-volume");
    }
}
