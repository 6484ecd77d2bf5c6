package io.github.dbguard.deploy;

import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Deploys of other targets, of which nobody has shown that they lost no row. One whose target is gone may be this target's
 * own: a deploy that renames the project or the service begins an empty cluster under another name.
 */
final class OtherDeploys {

    private final BackupStore store;
    private final String target;
    private final List<DeployJournal> deploys;

    private OtherDeploys(BackupStore store, String target, List<DeployJournal> deploys) {
        this.store = store;
        this.target = target;
        this.deploys = deploys;
    }

    /**
     * Finds them in the journals.
     *
     * @param target the one that is to be deployed now
     * @throws io.github.dbguard.CannotProceed when a journal cannot be read
     */
    static OtherDeploys of(BackupStore store, String target) {
        return new OtherDeploys(
                store,
                target,
                DeployJournal.files(store).stream()
                        .flatMap(file -> DeployJournal.read(file).stream())
                        .filter(journal -> !journal.target().equals(target))
                        .toList());
    }

    /**
     * Warns of each whose target still runs.
     *
     * @param running the names of the targets that do; asked only where there is such a deploy
     * @throws Refused when one of them is not among these
     */
    void requireThere(Supplier<Set<String>> running, Log log) {
        if (deploys.isEmpty()) {
            return;
        }
        Set<String> there = running.get();
        for (DeployJournal deploy : deploys) {
            String which = "The guarded-deploy of " + deploy.startedAt() + " of another target, " + deploy.target()
                    + ", " + deploy.step().words();
            if (!there.contains(deploy.target())) {
                throw gone(which, deploy);
            }
            log.warn(which + ". It is settled by the next guarded-deploy of " + deploy.target()
                    + "; give each target a dbguard.directory of its own.");
        }
    }

    private Refused gone(String which, DeployJournal deploy) {
        Path file = store.deployJournal(deploy.target());
        Path backup = store.folder(deploy.target()).resolve(deploy.backup());
        return new Refused(which + ", and no " + deploy.target() + " is seen running by now. If that deploy changed the"
                + " name of the project or the service, its rows are on the volume of before, and not in " + target
                + ".\nNothing was run and nothing was changed; the backup from before it is " + backup
                + ". Give the target its old name again, start it, and run this again. If the new name was meant: mvn"
                + " dbguard:verify-counts, and when it compares with baseline " + deploy.backup()
                + " and no row is missing, delete " + file + ".");
    }
}
