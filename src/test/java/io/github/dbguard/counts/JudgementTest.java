package io.github.dbguard.counts;

import static io.github.dbguard.counts.Sample.users;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.counts.Sample.T;
import io.github.dbguard.counts.TableCount.Kind;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;

/** The evidence about one table; baselines hold 100 rows unless a test says otherwise. */
class JudgementTest {

    private static Verdict judged(T before, T now) {
        return Judgement.ofSameTable(before.count(), now.count());
    }

    private static void passesAs(Cause cause, T before, T now) {
        assertThat(judged(before, now)).satisfies(verdict -> {
            assertThat(verdict.harmful()).as(verdict.sentence()).isFalse();
            assertThat(verdict.cause()).isEqualTo(cause);
            assertThat(verdict.lostAtMost()).isZero();
        });
    }

    private static ObjectAssert<Verdict> failsAs(Cause cause, T before, T now) {
        return assertThat(judged(before, now)).satisfies(verdict -> {
            assertThat(verdict.cause()).as(verdict.sentence()).isEqualTo(cause);
            assertThat(verdict.harmful()).isTrue();
        });
    }

    // Proofs

    @Test
    void untouched_rows_prove_everything_alone() {
        passesAs(
                null,
                users().keys(null).noActivity(),
                users().survivors(100).keys(null).noActivity());
    }

    @Test
    void untouched_rows_and_new_ones_are_rows_added() {
        passesAs(
                Cause.ROWS_ADDED,
                users(),
                users().rows(112).keys(null).survivors(100).noActivity());
    }

    @Test
    void the_same_keys_prove_that_updates_lost_nothing() {
        passesAs(null, users(), users().survivors(40).noActivity());
    }

    @Test
    void fingerprints_larger_than_64_bits_are_compared_as_text() {
        String huge = "92233720368547758079999999999";
        passesAs(null, users().keys(huge), users().keys(huge).survivors(40).noActivity());
        failsAs(
                Cause.KEYS_REPLACED,
                users().keys(huge),
                users().keys(huge + "0").survivors(40).noActivity());
    }

    @Test
    void fingerprints_of_different_methods_prove_nothing() {
        failsAs(
                Cause.KEYS_REPLACED,
                users(),
                users().keys("5050", "pg16 keys id:integer").survivors(40).noActivity());
    }

    @Test
    void every_old_key_below_the_old_largest_proves_that_nothing_is_lost() {
        passesAs(
                Cause.ROWS_ADDED,
                users(),
                users().rows(130).keys("9").survivors(40).upTo(100, "5050").noActivity());
    }

    @Test
    void counters_without_a_delete_prove_that_nothing_is_lost() {
        T before = users().keys(null);
        passesAs(
                Cause.ROWS_ADDED,
                before,
                users().keys(null).rows(105).survivors(90).activity(1005, 510, 200));
        passesAs(null, before, users().keys(null).survivors(90).activity(1000, 510, 200));
    }

    @Test
    void counters_that_do_not_account_for_what_is_seen_prove_nothing() {
        T before = users().keys(null);
        failsAs(Cause.KEYS_REPLACED, before, users().keys(null).survivors(90).activity(1000, 509, 200));
        failsAs(
                Cause.KEYS_REPLACED,
                before,
                users().keys(null).rows(105).survivors(90).activity(1004, 510, 200));
    }

    @Test
    void one_counted_delete_ends_the_proof_by_counters() {
        failsAs(
                        Cause.KEYS_REPLACED,
                        users().keys(null),
                        users().keys(null).survivors(90).activity(1001, 510, 201))
                .satisfies(verdict -> assertThat(verdict.lostAtMost()).isEqualTo(1));
    }

    @Test
    void counters_never_prove_anything_against_a_fingerprint() {
        failsAs(Cause.KEYS_REPLACED, users(), users().keys("5051").survivors(99).activity(1000, 501, 200))
                .satisfies(verdict -> assertThat(verdict.sentence()).contains("perhaps keys were updated"));
        failsAs(
                Cause.KEYS_REPLACED,
                users(),
                users().rows(101).keys("5151").survivors(99).upTo(99, "5049").activity(1001, 501, 200));
    }

    @Test
    void counters_prove_nothing_for_partitioned_tables_since_a_dropped_partition_is_no_delete() {
        T before = users().keys(null).filenode(0).kind(Kind.PARTITIONED);
        failsAs(Cause.KEYS_REPLACED, before, before.rows(105).survivors(90).activity(1005, 510, 200));
    }

    @Test
    void without_survivors_counters_must_account_for_every_new_row_exactly() {
        T before = users().keys(null);
        passesAs(Cause.ROWS_ADDED, before, users().keys(null).rows(105).activity(1005, 510, 200));
        failsAs(Cause.KEYS_REPLACED, before, users().keys(null).rows(105).activity(1006, 510, 200))
                .satisfies(verdict -> assertThat(verdict.lostAtMost()).isEqualTo(100));
    }

    @Test
    void rows_younger_than_an_old_transaction_of_the_baseline_need_no_update_to_explain_them() {
        T before = users().keys(null).survivors(90);
        passesAs(
                Cause.ROWS_ADDED,
                before,
                users().keys(null).rows(105).survivors(90).activity(1005, 500, 200));
        failsAs(
                Cause.KEYS_REPLACED,
                users().keys(null),
                users().keys(null).rows(105).survivors(90).activity(1005, 500, 200));
    }

    @Test
    void the_same_contents_prove_a_reseed_harmless() {
        passesAs(
                Cause.REWRITTEN_NO_LOSS,
                users().contents("77"),
                users().contents("77").filenode(9).survivors(0).activity(1100, 500, 200));
    }

    @Test
    void an_impossible_number_of_survivors_counts_as_unknown() {
        failsAs(
                Cause.KEYS_REPLACED,
                users().keys(null),
                users().keys(null).survivors(101).noActivity());
    }

    // Rewrites

    @Test
    void vacuum_full_is_a_rewrite_without_loss() {
        passesAs(Cause.REWRITTEN_NO_LOSS, users(), users().filenode(9).survivors(100));
    }

    @Test
    void an_update_of_every_row_is_a_rewrite_without_loss() {
        passesAs(Cause.REWRITTEN_NO_LOSS, users(), users().survivors(0).activity(1000, 600, 200));
    }

    @Test
    void an_alter_that_rewrites_is_told_from_a_truncate_by_its_columns() {
        T altered = users().columns("id bigint", "name text").filenode(9).survivors(0);
        passesAs(Cause.REWRITTEN_NO_LOSS, users(), altered);
        failsAs(Cause.TRUNCATED_AND_RESEEDED, users(), altered.activity(1100, 500, 200));
        failsAs(Cause.TRUNCATED_AND_RESEEDED, users(), altered.activity(0, 0, 0));
    }

    @Test
    void a_uuid_table_may_be_altered_and_grow_at_once() {
        passesAs(
                Cause.ROWS_ADDED,
                users().keys("1"),
                users().keys("2")
                        .rows(103)
                        .columns("id uuid", "n int")
                        .filenode(9)
                        .survivors(0)
                        .activity(1003, 500, 200));
    }

    // Nothing to lose

    @Test
    void an_empty_table_has_nothing_to_lose() {
        passesAs(
                null,
                users().rows(0).keys("0"),
                users().rows(0).keys("0").filenode(9).noActivity());
        passesAs(
                Cause.ROWS_ADDED,
                users().rows(0).keys("0"),
                users().rows(5).survivors(0).filenode(9));
    }

    // Another table of the same name

    @Test
    void a_recreated_table_fails_even_with_the_same_keys() {
        Verdict verdict =
                Judgement.ofRecreatedTable(users().count(), users().oid(2).count(), null);
        assertThat(verdict.cause()).isEqualTo(Cause.TABLE_RECREATED);
        assertThat(verdict.harmful()).isTrue();
        assertThat(verdict.sentence()).contains("Every key of before is there").contains("<allow>TABLE_RECREATED");
    }

    @Test
    void a_recreated_table_with_the_very_same_rows_passes() {
        Verdict verdict = Judgement.ofRecreatedTable(
                users().contents("7").count(), users().contents("7").oid(2).count(), null);
        assertThat(verdict.cause()).isEqualTo(Cause.REWRITTEN_NO_LOSS);
        assertThat(verdict.harmful()).isFalse();
    }

    @Test
    void a_recreated_table_that_held_no_row_passes_by_its_name() {
        Verdict verdict = Judgement.ofRecreatedTable(
                users().rows(0).count(), users().oid(2).count(), null);
        assertThat(verdict.cause()).isEqualTo(Cause.TABLE_RECREATED);
        assertThat(verdict.harmful()).isFalse();
    }

    // Another cluster

    @Test
    void survivors_filenodes_and_counters_of_another_cluster_say_nothing() {
        T before = users().keys("1");
        T now = users().keys("2").survivors(100).activity(2000, 500, 200);
        Verdict verdict = Judgement.ofTableElsewhere(before.count(), now.count());
        assertThat(verdict.cause()).isEqualTo(Cause.KEYS_REPLACED);
        assertThat(verdict.lostAtMost()).isEqualTo(100);
    }

    @Test
    void fingerprints_are_compared_across_clusters() {
        assertThat(Judgement.ofTableElsewhere(
                        users().count(), users().filenode(9).count()))
                .satisfies(verdict -> assertThat(verdict.cause()).isNull());
        assertThat(Judgement.ofTableElsewhere(users().count(), users().rows(90).count()))
                .satisfies(verdict -> assertThat(verdict.cause()).isEqualTo(Cause.ROWS_LOST));
    }
}
