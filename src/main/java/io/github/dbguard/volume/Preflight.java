package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether it is safe to deploy. It looks at everything, changes nothing, and answers with one line a check.
 *
 * <p>Invariant: a check that could not look is an error, never a pass.
 */
public final class Preflight {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<Check> checks;

    Preflight(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /**
     * The checks that make sense for a target.
     *
     * @param folder where the goal runs, and Compose is asked
     * @param composeFile {@code dbguard.composeFile}; null where it was left out
     */
    public static Preflight of(Target target, BackupStore store, Path folder, Path composeFile, Instant now) {
        List<Check> checks = new ArrayList<>();
        checks.add(new ServerCheck(target));
        if (target instanceof ContainerTarget container) {
            Deploy deploy = new Deploy(container, folder, composeFile);
            checks.add(new ToolsCheck(container));
            checks.add(new StorageCheck(container, folder));
            checks.add(new NextStorageCheck(container, deploy));
            checks.add(new NextImageCheck(container, deploy));
            checks.add(new VolumeDriftCheck(container, deploy));
            checks.add(new SharedVolumeCheck(container));
            checks.add(new PinCheck(container));
            checks.add(new EngineCheck(container, deploy));
            checks.add(new PasswordCheck(container, deploy));
        }
        checks.add(new IdentityCheck(target, store));
        checks.add(new BackupCheck(target, store, now));
        checks.add(new RoomCheck(target, store));
        checks.add(new ConnectionsCheck(target));
        checks.add(new TransactionsCheck(target, LONG));
        checks.add(new MigrationsCheck(target));
        if (target instanceof ContainerTarget container) {
            checks.add(new InitScriptsCheck(container));
        }
        checks.add(new ChecksumsCheck(target));
        return new Preflight(checks);
    }

    /** One line a check, in their order. */
    public List<Line> look() {
        return checks.stream().map(Preflight::look).toList();
    }

    private static Line look(Check check) {
        try {
            return check.look();
        } catch (CannotProceed | PostgresError e) {
            // The first line says what; the rest is about goals that change something.
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason was given");
            return Line.unseen(check.name(), why.replaceFirst("[.:]$", ""), "Mend that, and run it again");
        }
    }
}
