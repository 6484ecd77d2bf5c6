package io.github.dbguard.scan.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All rules. */
public final class Rules {

    public static final List<CallRule> CALLS = List.of(
            new ComposeDownVolumes(),
            new ContainerRmVolumes(),
            new VolumeRm(),
            new VolumePrune(),
            new SystemPruneVolumes(),
            new ComposeUpRenewVolumes(),
            new ComposeUpRecreate(),
            new DataFolderDelete(),
            new GitClean(),
            new Dropdb(),
            new PgRestoreClean(),
            new PrismaReset(),
            new DjangoFlush(),
            new RailsDrop(),
            new SequelizeDrop(),
            new TypeormDrop(),
            new KnexRollbackAll(),
            new AlembicDowngradeBase(),
            new FlywayClean(),
            new LiquibaseDropAll(),
            new DoctrineDrop(),
            new LaravelFresh(),
            new EfDrop(),
            new MigrationToolDrop(),
            new HostedDatabaseDelete(),
            new SeedReset());

    public static final List<SqlRule> SQL = List.of(
            new SqlDropDatabase(),
            new SqlDropSchema(),
            new SqlDropTable(),
            new SqlDropOwned(),
            new SqlTruncate(),
            new SqlDeleteAll(),
            new SqlUpdateAll(),
            new SqlDropColumn());

    public static final List<SettingRule> SETTINGS =
            List.of(new DdlAuto(), new FlywayCleanOnValidationError(), new PasswordLiteral());

    public static final List<ServiceRule> SERVICES = List.of(new PgdataMount(), new DatabaseWithoutVolume());

    public static final List<SequenceRule> SEQUENCES =
            List.of(new SequenceDownThenPrune(), new VolumeDeleteOnDrift(), new InitdbOver());

    public static final List<InitRule> INITS = List.of(new InitScriptOwnedTables(), new InitScriptNotRepeatable());

    public static final List<ImageRule> IMAGES = List.of(new ImageMajorUpgrade(), new ImageWithoutVersion());

    public static final List<MethodRule> METHODS = List.of(new OrmDrop());

    private Rules() {}

    /** In the order in which they are listed. */
    public static List<Rule> all() {
        return Stream.<List<? extends Rule>>of(CALLS, SQL, METHODS, SETTINGS, SERVICES, SEQUENCES, INITS, IMAGES)
                .<Rule>flatMap(List::stream)
                .toList();
    }

    /** The rule of this id. */
    public static Optional<About> byId(String id) {
        return all().stream()
                .map(Rule::about)
                .filter(about -> about.id().equals(id))
                .findFirst();
    }
}
