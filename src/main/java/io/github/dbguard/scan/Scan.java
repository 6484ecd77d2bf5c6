package io.github.dbguard.scan;

import io.github.dbguard.Progress;
import io.github.dbguard.scan.accepted.Accepted;
import io.github.dbguard.scan.accepted.KnownFindings;
import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.files.FileKind;
import io.github.dbguard.scan.text.Lines;
import io.github.dbguard.scan.tree.Contents;
import io.github.dbguard.scan.tree.Git;
import io.github.dbguard.scan.tree.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Reads a repository and finds what can destroy the data. Needs no engine and no database; changes nothing. */
public final class Scan {

    private final ScanOptions options;
    private final Progress progress;

    public Scan(ScanOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /** A file with what is known of it before all are read. */
    private record Candidate(String path, FileKind kind) {}

    /** What one file brought. */
    private record Read(List<Finding> findings, Optional<Unread> unread, Optional<String> remark, int suppressed) {

        static Read failed(String path, String why) {
            return new Read(List.of(), Optional.of(new Unread(path, why)), Optional.empty(), 0);
        }

        static Read of(Inspection.Result result) {
            return new Read(result.findings(), result.unread(), result.remark(), 0);
        }
    }

    public ScanResult run() {
        Tree.Listing listing = Tree.list(options.root(), options.configuration().excluded());
        List<Unread> unread = new ArrayList<>(listing.unread());
        List<Candidate> candidates = candidates(listing.files(), unread);
        Repository repository = repository(listing.files(), candidates);
        List<Candidate> chosen = chosen(candidates);
        List<Read> read = readAll(chosen, repository);

        List<Finding> findings = new ArrayList<>();
        read.forEach(each -> findings.addAll(each.findings()));
        read.forEach(each -> each.unread().ifPresent(unread::add));
        unread.sort(Comparator.comparing(Unread::path));
        int suppressed = read.stream().mapToInt(Read::suppressed).sum();
        List<String> remarks =
                read.stream().flatMap(each -> each.remark().stream()).toList();
        return accepted(findings, unread, remarks, suppressed, chosen.size());
    }

    /** The findings in one command, as a workflow of a server would run it. */
    public static List<Finding> command(String command) {
        return Inspection.of("command", FileKind.SHELL, command, new Lines(command))
                .findings();
    }

    private ScanResult accepted(List<Finding> all, List<Unread> unread, List<String> about, int suppressed, int files) {
        List<String> remarks = new ArrayList<>();
        List<Finding> configured = all.stream()
                .flatMap(finding -> options.configuration().applied(finding).stream())
                .toList();
        Accepted.Rest rest = new Accepted(options.today())
                .inRepository(options.configuration().accepted(), configured, remarks);
        KnownFindings.Difference difference = options.known().from(rest.findings());
        if (options.changedSince() == null) {
            difference
                    .stale()
                    .forEach(known -> remarks.add("The known finding " + known.rule() + " in " + known.path()
                            + " is not there any more: write the known findings anew."));
        } else {
            remarks.clear();
        }
        remarks.addAll(about);
        List<Finding> sorted = difference.fresh().stream()
                .sorted(Comparator.comparing(Finding::path)
                        .thenComparingInt(Finding::line)
                        .thenComparingInt(Finding::column))
                .toList();
        return new ScanResult(
                sorted,
                List.copyOf(unread),
                List.copyOf(remarks),
                files,
                suppressed + rest.suppressed(),
                rest.findings().size() - difference.fresh().size());
    }

    private List<Candidate> candidates(List<String> files, List<Unread> unread) {
        List<Unread> failed = Collections.synchronizedList(unread);
        return files.parallelStream()
                .flatMap(path -> kind(path, failed).map(kind -> new Candidate(path, kind)).stream())
                .toList();
    }

    private Optional<FileKind> kind(String path, List<Unread> unread) {
        Optional<FileKind> kind = FileKind.ofPath(path);
        if (kind.isPresent() || !FileKind.mayBeScript(path)) {
            return kind;
        }
        try {
            return FileKind.ofFirstLine(Contents.firstLine(options.root().resolve(path)));
        } catch (IOException e) {
            unread.add(new Unread(path, "it cannot be read: " + e));
            return Optional.empty();
        }
    }

    private List<Candidate> chosen(List<Candidate> candidates) {
        if (options.changedSince() == null) {
            return candidates;
        }
        Set<String> changed = new Git(options.root()).changedSince(options.changedSince());
        return candidates.stream().filter(each -> changed.contains(each.path())).toList();
    }

    private Repository repository(List<String> files, List<Candidate> candidates) {
        List<String> data = new ArrayList<>();
        Set<String> scripts = new HashSet<>();
        Map<String, String> before = new HashMap<>();
        for (Candidate each : candidates) {
            if (each.kind() == FileKind.COMPOSE) {
                Repository.Services services = new Repository.Services(each.path());
                text(each.path()).ifPresent(text -> each.kind().read(Place.of(each.path()), text, services));
                data.addAll(services.data);
                scripts.addAll(services.scripts);
                if (options.changedSince() != null) {
                    images(each, before);
                }
            }
        }
        boolean migrations = files.stream().anyMatch(Repository::isMigration);
        return new Repository(List.copyOf(data), Set.copyOf(scripts), migrations, Map.copyOf(before));
    }

    private void images(Candidate compose, Map<String, String> before) {
        new Git(options.root()).textAt(options.changedSince(), compose.path()).ifPresent(text -> {
            Repository.Services services = new Repository.Services(compose.path());
            compose.kind().read(Place.of(compose.path()), text, services);
            services.images.forEach((service, image) -> before.put(compose.path() + ":" + service, image));
        });
    }

    private Optional<String> text(String path) {
        try {
            Path file = options.root().resolve(path);
            return Files.size(file) > Contents.LONGEST ? Optional.empty() : Optional.ofNullable(Contents.text(file));
        } catch (IOException reportedWhenItIsRead) {
            return Optional.empty();
        }
    }

    private List<Read> readAll(List<Candidate> candidates, Repository repository) {
        AtomicInteger done = new AtomicInteger();
        try {
            return IntStream.range(0, candidates.size())
                    .parallel()
                    .mapToObj(i -> {
                        int so = done.incrementAndGet();
                        progress.update(
                                () -> "scan: " + so + " of " + candidates.size() + " files",
                                (double) so / candidates.size());
                        return read(candidates.get(i), repository);
                    })
                    .toList();
        } finally {
            progress.finish();
        }
    }

    private Read read(Candidate candidate, Repository repository) {
        String path = candidate.path();
        Path file = options.root().resolve(path);
        try {
            if (Files.size(file) > Contents.LONGEST) {
                Inspection.Result result = LongFile.read(path, file, candidate.kind());
                return Read.of(result);
            }
            String text = Contents.text(file);
            if (text == null) {
                return Read.failed(path, "it is binary");
            }
            boolean suppresses = text.contains("dbguard:ignore");
            if (!candidate.kind().words().anyIn(text) && !suppresses) {
                return new Read(List.of(), Optional.empty(), Optional.empty(), 0);
            }
            Lines lines = new Lines(text);
            Inspection.Result result = Inspection.of(path, candidate.kind(), text, lines, repository);
            if (!suppresses) {
                return Read.of(result);
            }
            List<String> all = IntStream.rangeClosed(1, lines.count())
                    .mapToObj(lines::text)
                    .toList();
            Accepted.Rest rest = new Accepted(options.today()).inFile(path, all, result.findings());
            return new Read(rest.findings(), result.unread(), result.remark(), rest.suppressed());
        } catch (IOException e) {
            return Read.failed(path, "it cannot be read: " + e);
        } catch (StackOverflowError | RuntimeException e) {
            return Read.failed(path, "dbguard broke down over it, which is a defect of dbguard: " + e);
        }
    }
}
