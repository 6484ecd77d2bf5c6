package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.counts.TablePattern;
import io.github.dbguard.deploy.SeedIfEmpty;
import io.github.dbguard.deploy.SeedOptions;
import io.github.dbguard.deploy.SeedOutcome;
import io.github.dbguard.report.SeedReport;
import io.github.dbguard.target.Target;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Seeds the database, but only if its tables hold no row. Where they do, it says which and how many, and that is success.
 * Several that start at once seed once.
 */
@Mojo(name = "seed-if-empty", requiresProject = false, aggregator = true, threadSafe = true)
public class SeedIfEmptyMojo extends AbstractTargetMojo {

    /** The SQL files to seed with, in this order, all in one transaction. */
    @Parameter(property = "dbguard.seed")
    private List<File> seed;

    /** The command to seed with, in place of files. A shell on this machine runs it. */
    @Parameter(property = "dbguard.seedCommand")
    private String seedCommand;

    /**
     * The tables that have to be empty: <code>table</code> or <code>schema.table</code>, with <code>*</code> for any
     * characters. Default: every table but those of migration tools and extensions.
     */
    @Parameter(property = "dbguard.tables")
    private List<String> tables;

    /** How many seconds to wait for another run that seeds. */
    @Parameter(property = "dbguard.lockTimeout", defaultValue = "300")
    private int lockTimeout;

    /** How many seconds the command may take before it is ended. */
    @Parameter(property = "dbguard.timeout", defaultValue = "1800")
    private int timeout;

    /** Skips this goal. */
    @Parameter(property = "dbguard.seedIfEmpty.skip", defaultValue = "false")
    private boolean skipSeedIfEmpty;

    @Override
    boolean skipGoal() {
        return skipSeedIfEmpty;
    }

    @Override
    void run(Target target) {
        SeedOutcome outcome = new SeedIfEmpty(options(), folder(), log()).seed(target);
        List<String> lines = SeedReport.lines(outcome);
        lines.forEach(outcome.seeded() && outcome.rows().isEmpty() ? log()::warn : log()::info);
    }

    private SeedOptions options() {
        boolean files = seed != null && !seed.isEmpty();
        boolean runs = seedCommand != null && !seedCommand.isBlank();
        if (files == runs) {
            throw new CannotProceed(
                    (files ? "Both dbguard.seed and dbguard.seedCommand are given" : "Nothing to seed with")
                            + ".\nNothing was changed. Give SQL files, -Ddbguard.seed=seed.sql, or a command,"
                            + " -Ddbguard.seedCommand=\"npm run seed\".");
        }
        if (databases().size() > 1) {
            throw new CannotProceed("dbguard.databases names " + databases().size()
                    + " databases.\nNothing was changed. Name the one that is to be seeded.");
        }
        if (timeout < 1) {
            throw new CannotProceed("dbguard.timeout is " + timeout + ". Give it in seconds, 1 or more.");
        }
        return new SeedOptions(
                databases().isEmpty() ? null : databases().get(0),
                files ? seed.stream().map(this::path).toList() : List.of(),
                runs ? seedCommand : null,
                tables == null
                        ? List.of()
                        : tables.stream()
                                .map(table -> TablePattern.parse(table, "dbguard.tables"))
                                .toList(),
                Work.lockTimeout(lockTimeout),
                Duration.ofSeconds(timeout));
    }

    /** On the command line Maven takes a relative path as it is; without a POM it means the folder of the goal. */
    private Path path(File file) {
        return folder().resolve(file.toPath());
    }
}
