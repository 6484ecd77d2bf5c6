package io.github.dbguard;

import java.util.function.Supplier;

/** Shows that long work goes on: a bar at a terminal, a line now and then in CI. Safe to call from any thread, often. */
public interface Progress {

    /**
     * @param line what is going on, with its figures: {@code "dump app: 12 of 40 tables, 340 MB, 120 MB/s"}; asked only
     *     when it is shown
     * @param fraction how much is done, from 0 to 1; negative when nobody knows
     */
    void update(Supplier<String> line, double fraction);

    /** The work that was shown has ended; the bar goes away. */
    void finish();

    /** Shows nothing. */
    Progress NONE = new Progress() {
        @Override
        public void update(Supplier<String> line, double fraction) {}

        @Override
        public void finish() {}
    };
}
