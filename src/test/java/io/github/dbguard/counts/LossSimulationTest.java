package io.github.dbguard.counts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.counts.SimulatedTable.Keys;
import io.github.dbguard.counts.TableCount.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of one table: no loss ever passes, and what loses nothing never fails. */
class LossSimulationTest {

    private static final int HISTORIES = 1_500;

    static Stream<Arguments> everySort() {
        List<Arguments> sorts = new ArrayList<>();
        for (Keys keys : Keys.values()) {
            for (FingerprintMode mode : FingerprintMode.values()) {
                for (Kind kind : List.of(Kind.TABLE, Kind.PARTITIONED)) {
                    sorts.add(Arguments.of(keys, mode, kind));
                }
            }
        }
        return sorts.stream();
    }

    @ParameterizedTest(name = "{0} keys, mode {1}, {2}")
    @MethodSource("everySort")
    void a_history_that_lost_rows_never_passes(Keys keys, FingerprintMode mode, Kind kind) {
        int losses = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            SimulatedTable table = filled(keys, mode, kind, random, 1 + random.nextInt(12));
            TableCount before = table.takeBaseline();
            List<String> history = steps(table, random, 1 + random.nextInt(5), SimulatedStep.values());
            TableCount now = table.countAgain();
            boolean seesKeys = keys != Keys.NONE && mode != FingerprintMode.COUNTS;
            boolean lost = (seesKeys ? table.lost() : table.anyRowLost())
                    && !(mode == FingerprintMode.ROWS && table.sameContentsAsBefore());
            if (lost) {
                losses++;
                assertThat(Judgement.ofSameTable(before, now).harmful())
                        .as("seed %d: %s%n%s%n%s", seed, history, before, now)
                        .isTrue();
            }
        }
        assertThat(losses).as("histories with a loss").isGreaterThan(HISTORIES / 4);
    }

    @ParameterizedTest(name = "{0} keys, mode {1}, {2}")
    @MethodSource("everySort")
    void a_history_without_loss_always_passes(Keys keys, FingerprintMode mode, Kind kind) {
        boolean seesOrder = keys == Keys.SERIAL && mode != FingerprintMode.COUNTS;
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            SimulatedTable table = filled(keys, mode, kind, random, random.nextInt(12));
            TableCount before = table.takeBaseline();
            SimulatedStep[] steps = kind == Kind.PARTITIONED && !seesOrder
                    ? new SimulatedStep[] {SimulatedStep.INSERT, SimulatedStep.VACUUM_FULL}
                    : SimulatedStep.HARMLESS;
            List<String> history = steps(table, random, 1 + random.nextInt(5), steps);
            Verdict verdict = Judgement.ofSameTable(before, table.countAgain());
            assertThat(verdict.harmful())
                    .as("seed %d: %s%n%s%n%s%n%s", seed, history, before, table.countAgain(), verdict)
                    .isFalse();
            assertThat(verdict.lostAtMost()).isZero();
        }
    }

    @ParameterizedTest(name = "{0} keys, mode {1}, {2}")
    @MethodSource("everySort")
    void the_bounds_of_a_loss_hold(Keys keys, FingerprintMode mode, Kind kind) {
        for (int seed = 0; seed < HISTORIES; seed++) {
            Random random = new Random(seed);
            SimulatedTable table = filled(keys, mode, kind, random, 1 + random.nextInt(12));
            TableCount before = table.takeBaseline();
            List<String> history = steps(
                    table,
                    random,
                    1 + random.nextInt(4),
                    SimulatedStep.INSERT,
                    SimulatedStep.UPDATE,
                    SimulatedStep.DELETE);
            Verdict verdict = Judgement.ofSameTable(before, table.countAgain());
            if (verdict.cause() == Cause.ROWS_LOST || verdict.cause() == Cause.KEYS_REPLACED) {
                assertThat(table.rowsLost())
                        .as("seed %d: %s%n%s", seed, history, verdict)
                        .isBetween(verdict.lostAtLeast(), verdict.lostAtMost());
            }
        }
    }

    @Test
    void known_false_alarm_new_rows_of_a_uuid_table_that_come_and_go_while_old_ones_are_updated() {
        SimulatedTable table = filled(Keys.UUID, FingerprintMode.KEYS, Kind.TABLE, new Random(1), 10);
        TableCount before = table.takeBaseline();
        table.update(3);
        table.insertAndDeleteNew(5, 2);
        Verdict verdict = Judgement.ofSameTable(before, table.countAgain());
        assertThat(table.lost()).isFalse();
        assertThat(verdict.cause()).isEqualTo(Cause.KEYS_REPLACED);
        assertThat(verdict.lostAtLeast()).isZero();
        assertThat(verdict.lostAtMost()).isEqualTo(2);
    }

    @Test
    void known_gap_a_crash_whose_reset_counters_look_valid_hides_a_reseed_that_was_updated_afterwards() {
        SimulatedTable table = new SimulatedTable(Keys.SERIAL, FingerprintMode.KEYS, Kind.TABLE, new Random(1));
        table.insert(3);
        TableCount before = table.takeBaseline();
        table.delete(3);
        table.crash();
        table.reseed(false, 3);
        table.update(3);
        assertThat(table.lost()).isTrue();
        assertThat(Judgement.ofSameTable(before, table.countAgain()).harmful())
                .as("closed when the reading side leaves out counters that were reset in between")
                .isFalse();
    }

    private static SimulatedTable filled(Keys keys, FingerprintMode mode, Kind kind, Random random, int rows) {
        SimulatedTable table = new SimulatedTable(keys, mode, kind, random);
        // A life before the baseline, so that counters which a crash has reset are seen to go backwards.
        table.insert(200);
        table.update(200);
        table.delete(200);
        table.insert(rows);
        return table;
    }

    private static List<String> steps(SimulatedTable table, Random random, int count, SimulatedStep... steps) {
        List<String> history = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            history.add(steps[random.nextInt(steps.length)].run(table, random));
        }
        return history;
    }
}
