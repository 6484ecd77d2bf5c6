package io.github.dbguard.volume;

import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.target.Identity;
import io.github.dbguard.target.Target;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;

/** Whether it is still the cluster of the last baseline: a database that was emptied before this deploy shows here. */
record IdentityCheck(Target target, BackupStore store) implements Check {

    private static final String NAME = "baseline";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        if (!Files.exists(store.baseline())) {
            return Line.note(
                    NAME,
                    "there is none to compare with",
                    "mvn dbguard:pre-deploy-backup, before the deploy, records one");
        }
        Baseline baseline = Baseline.read(store.baseline());
        boolean unsettled = Files.exists(store.deployJournal(baseline.target()));
        return judge(baseline, target.name(), target.identity(), unsettled);
    }

    /** @param unsettled whether nobody has shown yet that a deploy of the baseline's target lost no row */
    static Line judge(Baseline baseline, String target, Identity now, boolean unsettled) {
        Identity then = baseline.counts().identity();
        String of = "the baseline of " + baseline.createdAt();
        if (!baseline.target().equals(target) && unsettled) {
            return Line.error(
                    NAME,
                    of + " is of another target, " + baseline.target()
                            + ", of which no count has shown yet that its last deploy lost no row",
                    "If that deploy changed the name of the project or the service, give it back. Else settle it first:"
                            + " mvn dbguard:verify-counts of " + baseline.target());
        }
        if (!baseline.target().equals(target)) {
            return Line.warning(
                    NAME,
                    of + " is of another target, " + baseline.target(),
                    "Give each target a dbguard.directory of its own, or record one of this target");
        }
        if (!Objects.equals(then.systemIdentifier(), now.systemIdentifier())) {
            return Line.error(
                    NAME,
                    "another cluster than that of " + of + ": initialised " + now.initialisedAt()
                            + "; its data directory was made anew",
                    "Find out who did that. The old volume may still be there (docker volume ls); else mvn"
                            + " dbguard:restore. If it was meant: mvn dbguard:record-counts");
        }
        List<String> gone = then.databaseOids().keySet().stream()
                .filter(database -> !now.databaseOids().containsKey(database))
                .sorted()
                .toList();
        if (!gone.isEmpty()) {
            return Line.error(
                    NAME,
                    "gone since " + of + ": database " + String.join(", ", gone),
                    "If that was meant: mvn dbguard:record-counts. Else mvn dbguard:restore");
        }
        return Line.ok(NAME, "the same cluster as that of " + of);
    }
}
