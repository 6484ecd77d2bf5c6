package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.RolePassword;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;
import java.time.Duration;
import java.util.List;

/**
 * What the server says of a role is final only when nobody is changing roles: the COMMIT of a run that is gone may still
 * wait for a standby, and shows the verifier of before until then.
 */
final class ChangesAtRest {

    private static final long PAUSE_MILLIS = 100;

    private ChangesAtRest() {}

    /** @throws CannotProceed when somebody is at it for longer than that */
    static void await(Target target, Session session, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> changing = RolePassword.changing(session);
        while (!changing.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new CannotProceed("Somebody has been changing roles on " + target.description() + " for "
                        + patience.toSeconds() + " s: " + String.join(", ", changing)
                        + ". It may be the COMMIT of the change that was cut short, which waits for a standby: which password"
                        + " the server has shows when it is over.\nNothing was changed now, and the journal stays. See"
                        + " pg_stat_activity and pg_stat_replication, let it end, and run: mvn dbguard:rotate-password"
                        + " -Ddbguard.recover=true");
            }
            pause();
            changing = RolePassword.changing(session);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed(
                    "Interrupted while waiting for somebody who changes roles. The journal stays: the next goal of dbguard"
                            + " on this target settles it.",
                    e);
        }
    }
}
