package io.github.dbguard.counts;

import static io.github.dbguard.counts.Sample.app;
import static io.github.dbguard.counts.Sample.database;
import static io.github.dbguard.counts.Sample.identity;
import static io.github.dbguard.counts.Sample.target;
import static io.github.dbguard.counts.Sample.users;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.counts.Comparison.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data that was put back by other hands: an older copy of the volume, a restore into another cluster. */
class OlderCopyTest {

    private static RowCounts at(String lsn) {
        DatabaseCounts counts = database("app", 16_384, users().survivors(100));
        return target(new DatabaseCounts(
                counts.database(),
                counts.oid(),
                counts.snapshot(),
                lsn,
                counts.takenAt(),
                counts.tables(),
                counts.leftOut(),
                counts.migrations(),
                counts.checks()));
    }

    private static Result compare(String then, String now) {
        return Comparison.compare(at(then), at(now), Policies.STRICT);
    }

    @Test
    void a_cluster_that_is_older_than_the_baseline_was_put_back_to_a_copy() {
        Result result = compare("1/A0000000", "1/9FFFFFFF");
        assertThat(result.passes()).isFalse();
        assertThat(result.causes()).singleElement().satisfies(cause -> {
            assertThat(cause.cause()).isEqualTo(Cause.VOLUME_REPLACED);
            assertThat(cause.sentence()).contains("older than the baseline", "1/9FFFFFFF", "1/A0000000");
        });
    }

    @Test
    void a_log_that_went_on_or_stood_still_is_nothing_to_report() {
        assertThat(compare("1/A0000000", "1/A0000000").passes()).isTrue();
        assertThat(compare("0/FFFFFFFF", "1/0").passes()).isTrue();
    }

    @Test
    void survivors_of_another_history_prove_nothing_against_the_keys() {
        Result result =
                Comparison.compare(app(users()), app(users().survivors(100).keys("6060")), Policies.STRICT);
        assertThat(result.passes()).isFalse();
    }

    @Test
    void tables_that_only_their_count_speaks_for_are_named() {
        RowCounts elsewhere = target(
                identity("7300000000000000002", "2026-11-20T10:02:11Z", "app_db"),
                database("app", 5, users().keys(null)));
        Result result = Comparison.compare(
                app(users()), elsewhere, Policies.parse(null, null, null, null, List.of("CLUSTER_REINITIALISED")));
        assertThat(result.remarks())
                .anySatisfy(remark -> assertThat(remark.sentence()).contains("by their count alone", "public.users"));
    }
}
