package io.github.dbguard.counts;

import io.github.dbguard.counts.TableCount.Activity;
import io.github.dbguard.counts.TableCount.Kind;
import io.github.dbguard.counts.TableCount.UpTo;
import io.github.dbguard.target.Identity;
import io.github.dbguard.target.Identity.ContainerIdentity;
import io.github.dbguard.target.Identity.Mount;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Row counts for tests: a table of 100 rows, with one fact after the other made different. */
public final class Sample {

    static final String METHOD = "pg15 keys id:integer";
    static final String ROW_METHOD = "pg15 record 2 abc";

    private Sample() {}

    /** A table that can be varied; every call answers another one. */
    public record T(TableCount count) {

        public T named(String schema, String name) {
            return of(schema, name, count.oid(), count.filenode(), count.kind(), count.rows(), count.columns());
        }

        public T oid(long oid) {
            return of(count.schema(), count.name(), oid, count.filenode(), count.kind(), count.rows(), count.columns());
        }

        T filenode(long node) {
            return of(count.schema(), count.name(), count.oid(), node, count.kind(), count.rows(), count.columns());
        }

        T kind(Kind kind) {
            return of(count.schema(), count.name(), count.oid(), count.filenode(), kind, count.rows(), count.columns());
        }

        public T rows(long rows) {
            return of(count.schema(), count.name(), count.oid(), count.filenode(), count.kind(), rows, count.columns());
        }

        T columns(String... columns) {
            return of(
                    count.schema(),
                    count.name(),
                    count.oid(),
                    count.filenode(),
                    count.kind(),
                    count.rows(),
                    List.of(columns));
        }

        private T of(String schema, String name, long oid, long node, Kind kind, long rows, List<String> columns) {
            return new T(new TableCount(
                    schema,
                    name,
                    oid,
                    node,
                    kind,
                    rows,
                    count.keyColumns(),
                    columns,
                    count.keys(),
                    count.rowHash(),
                    count.largestKey(),
                    count.survivors(),
                    count.upToBaseline(),
                    count.activity()));
        }

        public T keys(String sum) {
            return evidence(
                    sum == null ? null : new Fingerprint(sum, METHOD),
                    count.rowHash(),
                    count.survivors(),
                    count.upToBaseline(),
                    count.activity());
        }

        T keys(String sum, String method) {
            Fingerprint keys = new Fingerprint(sum, method);
            return evidence(keys, count.rowHash(), count.survivors(), count.upToBaseline(), count.activity());
        }

        T contents(String sum) {
            Fingerprint hash = new Fingerprint(sum, ROW_METHOD);
            return evidence(count.keys(), hash, count.survivors(), count.upToBaseline(), count.activity());
        }

        public T survivors(long survivors) {
            return evidence(count.keys(), count.rowHash(), survivors, count.upToBaseline(), count.activity());
        }

        T upTo(long rows, String sum) {
            UpTo upTo = new UpTo(rows, new Fingerprint(sum, METHOD));
            return evidence(count.keys(), count.rowHash(), count.survivors(), upTo, count.activity());
        }

        T activity(long inserted, long updated, long deleted) {
            Activity activity = new Activity(inserted, updated, deleted);
            return evidence(count.keys(), count.rowHash(), count.survivors(), count.upToBaseline(), activity);
        }

        T noActivity() {
            return evidence(count.keys(), count.rowHash(), count.survivors(), count.upToBaseline(), null);
        }

        private T evidence(Fingerprint keys, Fingerprint rowHash, long survivors, UpTo upTo, Activity activity) {
            return new T(new TableCount(
                    count.schema(),
                    count.name(),
                    count.oid(),
                    count.filenode(),
                    count.kind(),
                    count.rows(),
                    count.keyColumns(),
                    count.columns(),
                    keys,
                    rowHash,
                    count.largestKey(),
                    survivors,
                    upTo,
                    activity));
        }
    }

    /** {@code public.users} with 100 rows, their keys' fingerprint "5050", and counters 1000, 500, 200. */
    public static T users() {
        return new T(new TableCount(
                "public",
                "users",
                16_400,
                16_400,
                Kind.TABLE,
                100,
                List.of("id"),
                List.of("id integer", "name text"),
                new Fingerprint("5050", METHOD),
                null,
                "100",
                -1,
                null,
                new Activity(1000, 500, 200)));
    }

    public static DatabaseCounts database(String name, long oid, T... tables) {
        List<TableCount> counts = Stream.of(tables).map(T::count).collect(Collectors.toList());
        return new DatabaseCounts(
                name, oid, "700:700:", "0/1", "2026-11-20T10:00:00Z", counts, List.of(), List.of(), List.of());
    }

    static DatabaseCounts with(
            DatabaseCounts counts, List<LeftOut> leftOut, List<MigrationHistory> migrations, List<CheckResult> checks) {
        return new DatabaseCounts(
                counts.database(),
                counts.oid(),
                counts.snapshot(),
                counts.lsn(),
                counts.takenAt(),
                counts.tables(),
                leftOut,
                migrations,
                checks);
    }

    public static RowCounts target(DatabaseCounts... databases) {
        return target(identity("7300000000000000001", "2026-01-02T03:04:05Z", "app_db"), databases);
    }

    public static RowCounts target(Identity identity, DatabaseCounts... databases) {
        return new RowCounts(identity, FingerprintMode.KEYS, List.of(databases));
    }

    /** A target with the one database {@code app}. */
    public static RowCounts app(T... tables) {
        return target(database("app", 16_384, tables));
    }

    public static Identity identity(String systemIdentifier, String initialisedAt, String volume) {
        return new Identity(
                systemIdentifier,
                initialisedAt,
                "15.14",
                150_014,
                "/var/lib/postgresql/data",
                volume == null ? null : new Mount("volume", volume, "/var/lib/postgresql/data"),
                new ContainerIdentity("c0ffee", "app-db-1", "postgres:15", "sha256:1"),
                Map.of("app", 16_384L));
    }
}
