package io.github.dbguard.volume;

import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Transactions that have been open for long: a migration waits for their locks, and everybody waits for the migration.
 *
 * @param longest how long one may be open before it is named
 */
record TransactionsCheck(Target target, Duration longest) implements Check {

    private static final String NAME = "transactions";
    private static final int NAMED = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        try (Session session = target.openMaintenance()) {
            boolean sees =
                    session.one("SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')", r -> r.flag(1));
            if (!sees) {
                return Line.unseen(NAME, "the role may not see what other sessions do", "GRANT pg_monitor to it");
            }
            List<String> open = new ArrayList<>(session.query("""
                    SELECT 'process ' || pid || coalesce(' (' || nullif(application_name, '') || ')', '') || ' in '
                           || coalesce(datname, '-') || ', ' || state || ', for '
                           || floor(extract(epoch FROM now() - xact_start) / 60)::int || ' min'
                    FROM pg_stat_activity
                    WHERE pid <> pg_backend_pid() AND xact_start < now() - interval '%1$d seconds' AND backend_type = 'client backend'
                    ORDER BY xact_start
                    """.formatted(longest.toSeconds()), r -> r.text(1)));
            open.addAll(session.query("""
                    SELECT 'prepared transaction ' || quote_literal(gid) || ' in ' || database || ', for '
                           || floor(extract(epoch FROM now() - prepared) / 60)::int || ' min'
                    FROM pg_prepared_xacts WHERE prepared < now() - interval '%1$d seconds' ORDER BY prepared
                    """.formatted(longest.toSeconds()), r -> r.text(1)));
            return judge(open);
        }
    }

    static Line judge(List<String> open) {
        if (open.isEmpty()) {
            return Line.ok(NAME, "none has been open for long");
        }
        String more = open.size() > NAMED ? " and " + (open.size() - NAMED) + " more" : "";
        return Line.warning(
                NAME,
                "open for long: " + String.join("; ", open.subList(0, Math.min(NAMED, open.size()))) + more,
                "A migration would wait for them, and all others for the migration: let them end, or"
                        + " SELECT pg_terminate_backend(<process>); prepared ones: ROLLBACK PREPARED");
    }
}
