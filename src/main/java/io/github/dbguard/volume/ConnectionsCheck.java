package io.github.dbguard.volume;

import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;

/** Whether the deploy, a migration and dbguard's own sessions still get a connection. */
record ConnectionsCheck(Target target) implements Check {

    private static final String NAME = "connections";
    /** What a backup with its counts takes at most. */
    private static final long NEEDED = 10;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        try (Session session = target.openMaintenance()) {
            return session.one("""
                    SELECT coalesce(sum(numbackends), 0)::int8, current_setting('max_connections')::int8,
                           current_setting('superuser_reserved_connections')::int8
                           + coalesce(current_setting('reserved_connections', true), '0')::int8
                    FROM pg_stat_database
                    """, r -> judge(r.number(1), r.number(2), r.number(3)));
        }
    }

    static Line judge(long used, long most, long reserved) {
        long free = most - reserved - used;
        String found = used + " of " + most + " connections are in use, " + reserved + " are reserved";
        String advice = "Close idle ones (SELECT pid, application_name, state FROM pg_stat_activity), or raise"
                + " max_connections";
        if (free < NEEDED / 2) {
            return Line.error(NAME, found + ": the deploy would get none", advice);
        }
        return free < Math.max(NEEDED, most / 10) ? Line.warning(NAME, found, advice) : Line.ok(NAME, found);
    }
}
