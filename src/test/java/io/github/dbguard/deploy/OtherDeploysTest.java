package io.github.dbguard.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unsettled deploys of targets other than the one that is deployed now. */
class OtherDeploysTest {

    @TempDir
    Path folder;

    private BackupStore store;
    private final List<String> warnings = new ArrayList<>();
    private final Log log = new Log() {
        @Override
        public void info(String line) {}

        @Override
        public void warn(String line) {
            warnings.add(line);
        }
    };

    @BeforeEach
    void aDeployOfShopDbThatIsNotSettled() {
        store = new BackupStore(folder);
        DeployJournal.begin("shop-db", "20261121T141835Z", "2026-11-21T14:18:35Z")
                .at(DeployJournal.Step.VERIFY)
                .write(store.deployJournal("shop-db"));
    }

    @Test
    void whereTheTargetIsGoneNothingIsDeployedToAnother() {
        assertThatThrownBy(() -> require("shop-database", "shop-database", "shop-web"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("of another target, shop-db, was cut short before its rows were counted")
                .hasMessageContaining("its rows are on the volume of before, and not in shop-database")
                .hasMessageContaining(store.folder("shop-db").resolve("20261121T141835Z") + "")
                .hasMessageContaining("mvn dbguard:verify-counts")
                .hasMessageContaining("delete " + store.deployJournal("shop-db"));
        assertThat(store.deployJournal("shop-db")).exists();
    }

    @Test
    void whereItRunsItIsNamedInAWarning() {
        require("shop-other", "shop-other", "shop-db");

        assertThat(warnings).singleElement().asString().contains("shop-db", "was cut short", "dbguard.directory");
    }

    @Test
    void theTargetsOwnIsNoneOfThemAndNobodyIsAskedWhatRuns() {
        OtherDeploys.of(store, "shop-db")
                .requireThere(
                        () -> {
                            throw new AssertionError("asked");
                        },
                        log);

        assertThat(warnings).isEmpty();
    }

    @Test
    void aJournalThatCannotBeReadStopsEverything() throws IOException {
        Files.writeString(store.deployJournal("blog-db"), "{");

        assertThatThrownBy(() -> require("shop-db", "shop-db")).isInstanceOf(CannotProceed.class);
    }

    @Test
    void aFolderWithoutJournalsHasNone() {
        OtherDeploys.of(new BackupStore(folder.resolve("new")), "shop-db").requireThere(Set::of, log);

        assertThat(warnings).isEmpty();
    }

    private void require(String target, String... running) {
        OtherDeploys.of(store, target).requireThere(() -> Set.of(running), log);
    }
}
