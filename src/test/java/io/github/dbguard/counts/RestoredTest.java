package io.github.dbguard.counts;

import static io.github.dbguard.counts.Sample.database;
import static io.github.dbguard.counts.Sample.target;
import static io.github.dbguard.counts.Sample.users;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.counts.Comparison.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a restore has put in place is another database by its hand, and no loss by that alone. */
class RestoredTest {

    private static final RowCounts BEFORE = target(database("app", 16_384, users()));

    private static Restored restored(String cluster, long oid) {
        return new Restored("app", oid, cluster, "20261120T101500Z", "2026-11-20T10:20:00Z");
    }

    private static String cluster() {
        return BEFORE.identity().systemIdentifier();
    }

    private static Result compare(RowCounts now, Restored... restored) {
        return Comparison.compare(BEFORE, now, List.of(restored), Policies.STRICT);
    }

    @Test
    void a_database_that_a_restore_put_in_place_passes_with_the_same_rows_and_keys() {
        RowCounts now = target(database("app", 20_000, users().oid(7)));

        assertThat(compare(now).causes())
                .singleElement()
                .extracting(TargetCause::cause)
                .isEqualTo(Cause.DATABASE_RECREATED);
        Result result = compare(now, restored(cluster(), 20_000));
        assertThat(result.passes()).isTrue();
        assertThat(result.remarks()).anyMatch(remark -> remark.sentence().contains("put in place by dbguard:restore"));
    }

    @Test
    void rows_and_keys_of_it_are_judged_all_the_same() {
        assertThat(compare(target(database("app", 20_000, users().rows(99))), restored(cluster(), 20_000))
                        .passes())
                .isFalse();
        assertThat(compare(target(database("app", 20_000, users().keys("6060"))), restored(cluster(), 20_000))
                        .passes())
                .isFalse();
    }

    @Test
    void a_database_that_came_after_it_is_a_loss_again() {
        assertThat(compare(target(database("app", 20_001, users())), restored(cluster(), 20_000))
                        .causes())
                .singleElement()
                .extracting(TargetCause::cause)
                .isEqualTo(Cause.DATABASE_RECREATED);
    }

    @Test
    void a_restore_into_another_cluster_than_this_one_excuses_nothing_here() {
        assertThat(compare(target(database("app", 20_000, users())), restored("1", 20_000))
                        .passes())
                .isFalse();
    }

    @Test
    void a_new_cluster_that_a_restore_has_filled_is_no_loss_and_one_that_nobody_filled_is() {
        RowCounts now = target(
                Sample.identity("7300000000000000099", "2026-11-20T10:10:00Z", "app_db"),
                database("app", 20_000, users()));

        assertThat(compare(now, restored("7300000000000000099", 20_000)).passes())
                .isTrue();
        assertThat(compare(now).causes())
                .singleElement()
                .extracting(TargetCause::cause)
                .isEqualTo(Cause.CLUSTER_REINITIALISED);
    }
}
