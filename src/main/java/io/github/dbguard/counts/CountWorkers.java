package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import io.github.dbguard.counts.CountDatabase.TableTask;
import io.github.dbguard.counts.CountSql.Question;
import io.github.dbguard.counts.TableCount.Activity;
import io.github.dbguard.counts.TableCount.Kind;
import io.github.dbguard.counts.TableCount.UpTo;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Relation;
import io.github.dbguard.postgres.Session;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sessions that count at once, all in one snapshot. Small tables are asked for by the hundred in one statement, since
 * the way to the server and back would cost more than the counting; a large one has a statement of its own.
 */
final class CountWorkers {

    private static final int BATCH = 100;
    /** Gives back the locks on indexes, too: with thousands of tables the server would run out of room for them. */
    private static final String FORGET = "ROLLBACK TO dbguard_count; RELEASE dbguard_count";

    private static final long LARGE_PAGES = 1_000;
    /** 160 MB of pages: below it, further sessions take longer to start than they save. */
    private static final long PAGES_WORTH_A_SESSION = 20_000;

    private final Snapshot snapshot;
    private final CountSql sql;
    private final CountOptions options;
    private final SurvivorSql survivors;
    private final Progress progress;
    private final Queue<TableCount> counted = new ConcurrentLinkedQueue<>();
    private final Queue<String> unreadable = new ConcurrentLinkedQueue<>();
    private final AtomicInteger done = new AtomicInteger();
    private int total;

    CountWorkers(Snapshot snapshot, CountSql sql, CountOptions options, SurvivorSql survivors, Progress progress) {
        this.snapshot = snapshot;
        this.sql = sql;
        this.options = options;
        this.survivors = survivors;
        this.progress = progress;
    }

    /** Counts all, or throws an error that names each table that could not be. */
    List<TableCount> count(List<TableTask> tasks) {
        total = tasks.size();
        Queue<List<TableTask>> batches = batches(tasks);
        long pages = tasks.stream().mapToLong(t -> t.table().pages()).sum();
        int helpers = (int) Math.min(Math.min(options.jobs(), batches.size()) - 1L, pages / PAGES_WORTH_A_SESSION);
        if (helpers < 1) {
            work(snapshot.session(), batches);
        } else {
            inParallel(helpers, batches);
        }
        if (!unreadable.isEmpty()) {
            throw new CannotProceed("Not every table of database " + snapshot.database() + " could be counted:\n  "
                    + String.join("\n  ", unreadable.stream().sorted().limit(20).toList())
                    + (unreadable.size() > 20 ? "\n  … and " + (unreadable.size() - 20) + " more" : "")
                    + "\nA table that could not be read is not a pass. Nothing was changed. Grant the role what"
                    + " it lacks, or leave a table out by name with -Ddbguard.ignoreTables=schema.table.");
        }
        return List.copyOf(counted);
    }

    private static Queue<List<TableTask>> batches(List<TableTask> tasks) {
        Queue<List<TableTask>> batches = new ArrayDeque<>();
        List<TableTask> batch = new ArrayList<>();
        for (TableTask task : tasks) {
            boolean alone = task.table().pages() >= LARGE_PAGES || task.mode() == FingerprintMode.ROWS;
            if (alone) {
                batches.add(List.of(task));
            } else {
                batch.add(task);
                if (batch.size() == BATCH) {
                    batches.add(batch);
                    batch = new ArrayList<>();
                }
            }
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return new ConcurrentLinkedQueue<>(batches);
    }

    private void inParallel(int helpers, Queue<List<TableTask>> batches) {
        ExecutorService threads = Executors.newFixedThreadPool(helpers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < helpers; i++) {
                running.add(threads.submit(() -> {
                    try (Session session = snapshot.join()) {
                        work(session, batches);
                    }
                }));
            }
            work(snapshot.session(), batches);
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("Counting was interrupted. Nothing was changed.");
        } finally {
            batches.clear();
            threads.shutdownNow();
        }
    }

    private void work(Session session, Queue<List<TableTask>> batches) {
        session.execute(CountDatabase.limit(options.statementTimeout()));
        for (List<TableTask> batch = batches.poll(); batch != null; batch = batches.poll()) {
            if (!tryBatch(session, batch)) {
                batch.forEach(task -> alone(session, task));
            }
            done.addAndGet(batch.size());
            progress.update(
                    () -> "count " + snapshot.database() + ": " + done.get() + " of " + total + " tables",
                    done.get() / (double) total);
        }
    }

    /** False when the statement failed and nothing was taken from it. */
    private boolean tryBatch(Session session, List<TableTask> batch) {
        try {
            run(session, batch, true);
            return true;
        } catch (PostgresError e) {
            recover(session, e);
            return false;
        }
    }

    private void alone(Session session, TableTask task) {
        try {
            run(session, List.of(task), true);
            return;
        } catch (PostgresError e) {
            recover(session, e);
            if (!(e.noSuchFunction() && task.mode() == FingerprintMode.ROWS)) {
                note(task, e);
                return;
            }
        }
        try {
            run(session, List.of(task), false);
        } catch (PostgresError e) {
            recover(session, e);
            note(task, e);
        }
    }

    private void recover(Session session, PostgresError e) {
        if (e.connectionLost()) {
            throw new CannotProceed(
                    "The connection to database " + snapshot.database() + " broke while it was counted: "
                            + e.getMessage() + ".\nNothing was changed. See whether the server is still up, then run it"
                            + " again.",
                    e);
        }
        session.execute(FORGET);
    }

    private void note(TableTask task, PostgresError e) {
        String name =
                TableCount.label(task.table().schema(), task.table().name()).replaceAll("\\p{Cntrl}", "?");
        String why = e.cancelled() && !options.statementTimeout().isZero()
                ? "took longer than " + options.statementTimeout().toSeconds() + " s (dbguard.statementTimeout)"
                : e.getMessage();
        unreadable.add(name + ": " + why);
    }

    private void run(Session session, List<TableTask> batch, boolean recordHash) {
        session.execute("SAVEPOINT dbguard_count");
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            TableTask task = batch.get(i);
            boolean asRecord = recordHash && !hashedAsText(task.before());
            questions.add(sql.question(i, task.table(), task.before(), task.mode(), survivors, asRecord));
        }
        String union =
                String.join(" UNION ALL ", questions.stream().map(Question::sql).toList());
        List<TableCount> answers = session.query(union, r -> {
            int number = (int) r.number(1);
            return answer(
                    batch.get(number), questions.get(number), r.text(2), r.text(3), r.text(4), r.text(5), r.text(6));
        });
        for (int i = 0; i < answers.size(); i++) {
            answers.set(i, withUpTo(session, batch, answers.get(i)));
        }
        session.execute(FORGET);
        counted.addAll(answers);
    }

    private static boolean hashedAsText(TableCount before) {
        return before != null
                && before.rowHash() != null
                && before.rowHash().method().contains(" text ");
    }

    private static TableCount answer(
            TableTask task, Question asked, String rows, String keys, String hash, String largest, String survivors) {
        Relation table = task.table();
        boolean largeObjects = table.name().equals(TableCount.LARGE_OBJECTS);
        Kind kind = largeObjects
                ? Kind.LARGE_OBJECTS
                : table.partitioned() ? Kind.PARTITIONED : table.persistence() == 'u' ? Kind.UNLOGGED : Kind.TABLE;
        return new TableCount(
                table.schema(),
                table.name(),
                table.oid(),
                table.filenode(),
                kind,
                Long.parseLong(rows),
                asked.keyColumns(),
                table.columns().stream().map(CountSql::described).toList(),
                Fingerprint.of(keys, asked.keyMethod()),
                Fingerprint.of(hash, asked.rowMethod()),
                largest,
                survivors == null ? -1 : Long.parseLong(survivors),
                null,
                largeObjects ? null : Activity.of(table));
    }

    /** A second look at a grown table whose old rows are not all untouched: are the old keys all there? */
    private TableCount withUpTo(Session session, List<TableTask> batch, TableCount count) {
        TableTask task = batch.stream()
                .filter(t -> t.table().oid() == count.oid())
                .findFirst()
                .orElseThrow();
        TableCount before = task.before();
        boolean worthIt = before != null
                && before.largestKey() != null
                && count.keys() != null
                && count.keys().comparableWith(before.keys())
                && count.rows() > before.rows()
                && !(task.same() && count.survivors() == before.rows());
        if (!worthIt) {
            return count;
        }
        return session.one(
                sql.upTo(task.table(), before),
                r -> count.with(new UpTo(
                        Long.parseLong(r.text(1)),
                        Fingerprint.of(r.text(2), before.keys().method()))));
    }
}
