package io.github.dbguard.counts;

import static io.github.dbguard.counts.Sample.app;
import static io.github.dbguard.counts.Sample.database;
import static io.github.dbguard.counts.Sample.identity;
import static io.github.dbguard.counts.Sample.target;
import static io.github.dbguard.counts.Sample.users;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What has happened to the rows of a baseline that nobody compared with. */
class UnseenTest {

    private static final Baseline BEFORE = baseline("2026-11-20T10:00:00Z", app(users()));

    private static Baseline baseline(String createdAt, RowCounts counts) {
        return new Baseline(Baseline.FORMAT, "app-db", createdAt, null, counts);
    }

    private static List<String> anHourLater(RowCounts counts) {
        return Unseen.since(BEFORE, baseline("2026-11-20T11:00:00Z", counts));
    }

    private static List<String> aDayLater(RowCounts counts) {
        return Unseen.since(BEFORE, baseline("2026-11-21T10:00:00Z", counts));
    }

    @Test
    void rowsThatWereDeletedAreDailyWork() {
        assertThat(anHourLater(app(users().rows(40)))).isEmpty();
    }

    @Test
    void aTableThatIsEmptyOrGoneIsToldWhereADeployMayHaveDoneIt() {
        assertThat(anHourLater(app(users().rows(0)))).containsExactly("ROWS_LOST in public.users");
        assertThat(anHourLater(app())).containsExactly("TABLE_MISSING in public.users");
        assertThat(aDayLater(app(users().rows(0)))).isEmpty();
    }

    @Test
    void anotherClusterIsToldWhenever() {
        RowCounts other = target(
                identity("7300000000000000002", "2026-11-20T10:30:00Z", "app_db"), database("app", 16_384, users()));

        assertThat(anHourLater(other)).containsExactly("CLUSTER_REINITIALISED");
        assertThat(aDayLater(other)).containsExactly("CLUSTER_REINITIALISED");
    }

    @Test
    void whatWasComparedSinceIsSeen() {
        Baseline compared = new Baseline(
                Baseline.FORMAT,
                "app-db",
                BEFORE.createdAt(),
                null,
                BEFORE.counts(),
                List.of(),
                null,
                "2026-11-20T10:05:00Z");

        assertThat(Unseen.since(compared, baseline("2026-11-20T11:00:00Z", app())))
                .isEmpty();
    }
}
