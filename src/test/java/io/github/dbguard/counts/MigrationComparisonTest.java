package io.github.dbguard.counts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MigrationComparisonTest {

    private static MigrationHistory prisma(List<String> applied, List<String> failed, boolean locked) {
        return new MigrationHistory("Prisma", "public", "_prisma_migrations", applied, failed, locked, false);
    }

    private static MigrationHistory prisma(String... applied) {
        return prisma(List.of(applied), List.of(), false);
    }

    private static MigrationHistory head(String tool, String... versions) {
        return new MigrationHistory(tool, "public", "version", List.of(versions), List.of(), false, true);
    }

    private static List<Remark> compare(MigrationHistory before, MigrationHistory now) {
        return MigrationComparison.compare("app", List.of(before), List.of(now));
    }

    private static Remark only(List<Remark> remarks) {
        assertThat(remarks).hasSize(1);
        return remarks.get(0);
    }

    @Test
    void an_unchanged_history_says_nothing() {
        assertThat(compare(prisma("a", "b"), prisma("a", "b"))).isEmpty();
    }

    @Test
    void migrations_applied_since_are_named() {
        assertThat(only(compare(prisma("a"), prisma("a", "b", "c"))).sentence()).isEqualTo("Applied since: b, c.");
    }

    @Test
    void long_lists_are_cut() {
        String[] many = IntStream.range(0, 14).mapToObj(i -> "m" + i).toArray(String[]::new);
        assertThat(only(compare(prisma(), prisma(many))).sentence()).endsWith("m9 and 4 more.");
    }

    @Test
    void a_failed_migration_fails_though_it_was_so_before() {
        MigrationHistory failed = prisma(List.of("a"), List.of("b"), false);
        assertThat(only(compare(prisma("a"), failed)).fails()).isTrue();
        assertThat(only(compare(failed, failed)).sentence()).contains("at the baseline already");
    }

    @Test
    void going_backwards_fails() {
        assertThat(only(compare(prisma("a", "b"), prisma("a")))).satisfies(remark -> {
            assertThat(remark.fails()).isTrue();
            assertThat(remark.sentence()).contains("b was applied");
        });
        assertThat(only(compare(head("golang-migrate", "10"), head("golang-migrate", "9")))
                        .fails())
                .isTrue();
        assertThat(only(compare(head("Alembic", "abc"), head("Alembic"))).fails())
                .isTrue();
    }

    @Test
    void another_head_is_a_note() {
        assertThat(only(compare(head("golang-migrate", "9"), head("golang-migrate", "10")))
                        .sentence())
                .isEqualTo("Moved from 9 to 10.");
        assertThat(only(compare(head("Alembic", "200"), head("Alembic", "100"))).fails())
                .as("revisions have no order, even when they look like numbers")
                .isFalse();
    }

    @Test
    void a_history_that_is_gone_fails() {
        assertThat(only(MigrationComparison.compare("app", List.of(prisma("a")), List.of()))
                        .fails())
                .isTrue();
    }

    @Test
    void a_new_history_is_a_note_and_its_failures_fail() {
        assertThat(only(MigrationComparison.compare("app", List.of(), List.of(prisma("a"))))
                        .fails())
                .isFalse();
        assertThat(MigrationComparison.compare("app", List.of(), List.of(prisma(List.of(), List.of("a"), false))))
                .anyMatch(Remark::fails);
    }

    @Test
    void a_held_lock_is_a_warning() {
        assertThat(only(compare(prisma("a"), prisma(List.of("a"), List.of(), true)))
                        .weight())
                .isEqualTo(Remark.Weight.WARNING);
    }
}
