package io.github.dbguard.counts;

import static io.github.dbguard.counts.Sample.app;
import static io.github.dbguard.counts.Sample.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.counts.Comparison.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {

    private static Policies loss(String allowed, TablePolicy... tables) {
        return Policies.parse(allowed, null, null, List.of(tables), null);
    }

    private static TablePolicy table(String name, String allowedLoss, String... allow) {
        return TablePolicy.parse(name, allowedLoss, false, false, null, List.of(allow));
    }

    private static Result judged(Policies policies, Sample.T now) {
        return Comparison.compare(app(users()), app(now), policies);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "ten", "120%", "100.1%", "2.5", "%", "5 rows", "1e3", "٥"})
    void a_bad_allowed_loss_names_the_value_and_the_parameter(String value) {
        assertThatThrownBy(() -> loss(value))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("dbguard.allowedLoss")
                .hasMessageContaining("\"" + value + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "5,5,100,true",
        "5,6,100,false",
        "2.5%,2,100,true",
        "2.5%,3,100,false",
        "0,1,100,false",
        "0%,0,0,true",
        "100 %,9223372036854775807,9223372036854775807,true"
    })
    void an_allowed_loss_is_rows_or_percent(String text, long lost, long before, boolean forgiven) {
        assertThat(AllowedLoss.parse(text, "p").forgives(lost, before)).isEqualTo(forgiven);
    }

    @Test
    void an_allowed_loss_is_measured_at_what_may_be_lost_at_most() {
        Sample.T now = users().rows(98).keys("1").survivors(90).noActivity();
        assertThat(judged(loss("9"), now).passes()).isFalse();
        assertThat(judged(loss("10"), now).passes()).isTrue();
        assertThat(judged(loss("10"), now).changes().get(0).sentence()).contains("Within allowedLoss = 10.");
    }

    @Test
    void a_tables_own_allowed_loss_comes_before_the_global_one() {
        Sample.T now = users().rows(98).keys("1").survivors(98).noActivity();
        assertThat(judged(loss("5", table("users", "1")), now).passes()).isFalse();
        assertThat(judged(loss("0", table("other", "9"), table("public.*", "2%")), now)
                        .passes())
                .isTrue();
    }

    @Test
    void an_allowed_loss_never_forgives_a_missing_reseeded_or_recreated_table() {
        Policies all = loss("100%");
        assertThat(Comparison.compare(app(users()), app(), all).passes()).isFalse();
        assertThat(judged(all, users().oid(9)).passes()).isFalse();
        assertThat(judged(all, users().filenode(9).survivors(0).activity(1100, 500, 200))
                        .passes())
                .isFalse();
    }

    @Test
    void allow_accepts_one_cause_for_one_table() {
        Sample.T reseeded = users().filenode(9).survivors(0).activity(1100, 500, 200);
        assertThat(judged(loss(null, table("users", null, "TRUNCATED_AND_RESEEDED")), reseeded)
                        .passes())
                .isTrue();
        assertThat(judged(loss(null, table("users", null, "TABLE_RECREATED")), reseeded)
                        .passes())
                .isFalse();
    }

    @Test
    void a_tables_allow_cannot_name_a_cause_of_the_whole_target() {
        assertThatThrownBy(() -> table("users", null, "VOLUME_REPLACED"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("dbguard.allow");
        assertThatThrownBy(() -> table("users", null, "ROWS_GONE"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("ROWS_GONE");
    }

    @Test
    void an_unknown_fingerprint_mode_is_named() {
        assertThatThrownBy(() -> TablePolicy.parse("users", null, false, false, "sha", null))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("sha");
        TablePolicy rows = TablePolicy.parse("users", null, false, false, "rows", null);
        assertThat(loss(null, rows).mode("app", "public", "users", FingerprintMode.KEYS))
                .isEqualTo(FingerprintMode.ROWS);
        assertThat(loss(null, rows).mode("app", "public", "cars", FingerprintMode.KEYS))
                .isEqualTo(FingerprintMode.KEYS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '\'',
            value = {
                "users app public users true",
                "users app other users true",
                "public.users app other users false",
                "app:users app public users true",
                "app:users shop public users false",
                "shop:public.* shop public x true",
                "tmp_* app public tmp_1 true",
                "tmp_* app public mytmp_1 false",
                "*.log app a log true",
                "* app a b true",
                "Users app public users false",
                "public.\"User\" app public User true",
                "\"a.b\" app public a.b true",
                "\"a*\" app public ab false",
                "u.ers app u ers true",
                "users app public xusers false"
            })
    void a_pattern_names_tables(String pattern, String database, String schema, String name, boolean matches) {
        assertThat(TablePattern.parse(pattern, "p").matches(database, schema, name))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "a.", ".a", "a.b.c", "a:b:c", "a.b:c", "\"a", "a\"b\""})
    void what_names_no_table_is_refused(String pattern) {
        assertThatThrownBy(() -> TablePattern.parse(pattern, "dbguard.ignoreTables"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("dbguard.ignoreTables");
    }

    @Test
    void an_ignored_table_is_left_out_and_named() {
        Policies policies = Policies.parse(null, List.of("users"), null, null, null);
        Result result = Comparison.compare(app(users()), app(), policies);
        assertThat(result.passes()).isTrue();
        assertThat(result.changes()).isEmpty();
        assertThat(result.leftOut())
                .containsExactly(new Comparison.NotJudged("app", "public.users", LeftOut.Why.IGNORED));
    }

    @Test
    void a_pattern_that_names_nothing_is_a_warning() {
        Policies policies = Policies.parse(null, List.of("gone_*"), null, List.of(table("users", "1")), null);
        assertThat(judged(policies, users().survivors(100)).remarks())
                .singleElement()
                .satisfies(remark -> {
                    assertThat(remark.weight()).isEqualTo(Remark.Weight.WARNING);
                    assertThat(remark.about()).isEqualTo("gone_*");
                });
    }

    @Test
    void a_required_table_must_be_there_and_hold_a_row() {
        Policies policies = Policies.parse(null, null, List.of("users", "public.cars"), null, null);
        Result result = Comparison.compare(app(users()), app(users().survivors(100)), policies);
        assertThat(result.requireRows()).extracting(Remark::about).containsExactly("public.cars");
        assertThat(result.passes()).isFalse();
        Result empty = Comparison.compare(app(users().rows(0)), app(users().rows(0)), policies);
        assertThat(empty.requireRows()).extracting(Remark::about).containsExactly("public.users", "public.cars");
    }
}
