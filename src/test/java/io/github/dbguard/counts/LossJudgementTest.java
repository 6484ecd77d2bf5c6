package io.github.dbguard.counts;

import static io.github.dbguard.counts.Sample.users;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.counts.Sample.T;
import io.github.dbguard.counts.TableCount.Kind;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;

/** What counts as a loss; baselines hold 100 rows unless a test says otherwise. */
class LossJudgementTest {

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

    @Test
    void truncate_and_reseed_to_the_same_keys_is_found_by_inserts() {
        failsAs(
                        Cause.TRUNCATED_AND_RESEEDED,
                        users(),
                        users().filenode(9).survivors(0).activity(1100, 500, 200))
                .satisfies(verdict -> {
                    assertThat(verdict.lostAtLeast()).isEqualTo(100);
                    assertThat(verdict.sentence()).contains("TRUNCATE").contains("seed");
                });
    }

    @Test
    void delete_and_reseed_to_the_same_keys_is_found_by_inserts() {
        failsAs(Cause.TRUNCATED_AND_RESEEDED, users(), users().survivors(0).activity(1100, 500, 300));
    }

    @Test
    void reseeding_to_more_rows_is_found_as_well() {
        failsAs(
                Cause.TRUNCATED_AND_RESEEDED,
                users(),
                users().rows(120)
                        .keys("9")
                        .upTo(100, "5050")
                        .filenode(9)
                        .survivors(0)
                        .activity(1120, 500, 200));
    }

    @Test
    void what_cannot_be_told_from_a_reseed_fails() {
        failsAs(
                        Cause.TRUNCATED_AND_RESEEDED,
                        users(),
                        users().filenode(9).survivors(0).activity(0, 0, 0))
                .satisfies(verdict -> {
                    assertThat(verdict.lostAtLeast()).isZero();
                    assertThat(verdict.sentence()).contains("cannot be told").contains("-Ddbguard.fingerprint=rows");
                });
        failsAs(Cause.TRUNCATED_AND_RESEEDED, users(), users().survivors(0).noActivity());
        failsAs(Cause.TRUNCATED_AND_RESEEDED, users(), users().survivors(0));
    }

    @Test
    void fewer_rows_are_rows_lost() {
        failsAs(
                        Cause.ROWS_LOST,
                        users(),
                        users().rows(88).keys("1").survivors(60).activity(1000, 530, 212))
                .satisfies(verdict -> {
                    assertThat(verdict.lostAtLeast()).isEqualTo(12);
                    assertThat(verdict.lostAtMost()).isEqualTo(12);
                });
    }

    @Test
    void without_counters_all_touched_rows_may_be_lost() {
        failsAs(
                        Cause.ROWS_LOST,
                        users(),
                        users().rows(88).keys("1").survivors(60).noActivity())
                .satisfies(verdict -> {
                    assertThat(verdict.lostAtLeast()).isEqualTo(12);
                    assertThat(verdict.lostAtMost()).isEqualTo(40);
                    assertThat(verdict.sentence())
                            .isEqualTo("at least 12 and at most 40 of 100 rows gone. 60 were never touched.");
                });
    }

    @Test
    void an_empty_table_says_whether_it_was_truncated() {
        failsAs(Cause.ROWS_LOST, users(), users().rows(0).survivors(0).filenode(9))
                .satisfies(verdict ->
                        assertThat(verdict.sentence()).contains("is empty").contains("truncated"));
        failsAs(Cause.ROWS_LOST, users(), users().rows(0).survivors(0).kind(Kind.UNLOGGED))
                .satisfies(verdict ->
                        assertThat(verdict.sentence()).contains("crash").doesNotContain("truncated"));
    }

    @Test
    void other_keys_in_the_same_number_are_keys_replaced() {
        failsAs(Cause.KEYS_REPLACED, users(), users().keys("5051").survivors(99).noActivity())
                .satisfies(verdict -> {
                    assertThat(verdict.lostAtLeast()).isEqualTo(1);
                    assertThat(verdict.lostAtMost()).isEqualTo(1);
                });
    }

    @Test
    void fewer_old_keys_among_more_rows_say_how_many_are_gone() {
        failsAs(
                        Cause.KEYS_REPLACED,
                        users(),
                        users().rows(130).keys("9").survivors(40).upTo(93, "1").noActivity())
                .satisfies(verdict -> {
                    assertThat(verdict.lostAtLeast()).isEqualTo(7);
                    assertThat(verdict.lostAtMost()).isEqualTo(60);
                });
    }

    @Test
    void large_objects_are_judged_by_their_oids() {
        T objects = users().named("pg_catalog", TableCount.LARGE_OBJECTS)
                .kind(Kind.LARGE_OBJECTS)
                .filenode(0)
                .noActivity();
        passesAs(null, objects, objects.survivors(90));
        failsAs(Cause.ROWS_LOST, objects, objects.rows(90).keys("1").survivors(90));
    }
}
