package io.github.dbguard.rotation;

import io.github.dbguard.Progress;
import java.util.function.Supplier;

/** Something that happens once, when a rotation that has a journal comes to a step, before it does the step. */
final class At implements Progress {

    /** Ends a rotation as SIGKILL does, but for its locks and connections: nothing of it catches an Error. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What happens. */
    interface Accident {
        void happen() throws Exception;
    }

    private final String step;
    private final Accident accident;
    private boolean inFlight;
    private boolean happened;

    private At(String step, Accident accident) {
        this.step = step;
        this.accident = accident;
    }

    /** @param step as it is shown: {@code alter the role} */
    static At step(String step, Accident accident) {
        return new At(step, accident);
    }

    static At killedBefore(String step) {
        return new At(step, () -> {
            throw new Killed();
        });
    }

    @Override
    public void update(Supplier<String> said, double fraction) {
        String line = said.get();
        inFlight |= line.equals("rotate-password: write the journal");
        if (!inFlight || happened || !line.equals("rotate-password: " + step)) {
            return;
        }
        happened = true;
        try {
            accident.happen();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void finish() {}
}
