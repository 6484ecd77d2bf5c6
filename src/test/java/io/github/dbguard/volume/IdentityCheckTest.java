package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.RowCounts;
import io.github.dbguard.target.Identity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the last baseline says of the target that is there now. */
class IdentityCheckTest {

    private static final Baseline OF_SHOP_DB = new Baseline(
            Baseline.FORMAT,
            "shop-db",
            "2026-11-21T14:18:35Z",
            "20261121T141835Z",
            new RowCounts(identity("1", "app"), FingerprintMode.KEYS, List.of()));

    private static Identity identity(String system, String database) {
        return new Identity(
                system, "2026-11-01T00:00:00Z", "15.14", 150014, "/data", null, null, Map.of(database, 16384L));
    }

    @ParameterizedTest
    @CsvSource({
        "shop-db, 1, app, false, OK",
        "shop-db, 1, app, true, OK",
        "shop-db, 2, app, false, ERROR",
        "shop-db, 1, other, false, ERROR",
        "shop-database, 2, app, false, WARNING",
        "shop-database, 2, app, true, ERROR",
    })
    void anotherTargetsIsAnErrorWhileThatOnesDeployIsNotSettled(
            String target, String system, String database, boolean unsettled, Severity severity) {
        Line line = IdentityCheck.judge(OF_SHOP_DB, target, identity(system, database), unsettled);

        assertThat(line.severity()).as(line.toString()).isEqualTo(severity);
    }
}
