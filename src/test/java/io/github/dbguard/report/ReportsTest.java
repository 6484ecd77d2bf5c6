package io.github.dbguard.report;

import static io.github.dbguard.counts.Sample.app;
import static io.github.dbguard.counts.Sample.users;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.counts.Cause;
import io.github.dbguard.counts.Change;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.Comparison.Result;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.counts.Sample.T;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportsTest {

    private static final String EVIL = "users\n[INFO] PASS: no row lost\u001b[2J\u202e\u0000<img src=x>|`**@team**`]]>";

    private static Result result(T... now) {
        return Comparison.compare(app(users()), app(now), Policies.STRICT);
    }

    private static Result missing(T... before) {
        return Comparison.compare(app(before), app(), Policies.STRICT);
    }

    private static List<String> lines(Result result) {
        return TableReport.lines("app-db", "20261120T100000Z", result, "reports/verify-counts.json");
    }

    private static Document parsed(Result result) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(JunitXml.xml("app-db", result))));
    }

    private static T numbered(int number) {
        return users().named("public", "t" + number).oid(number).rows(number + 1L);
    }

    @Test
    void a_pass_ends_with_one_sentence() {
        Result result = result(users().rows(1_112).keys(null).survivors(100));
        assertThat(lines(result)).last().isEqualTo("PASS: no row lost: 1 table, 1,112 rows (+1,012).");
    }

    @Test
    void a_loss_is_aligned_in_columns_and_named_in_the_end() {
        assertThat(lines(result(users().rows(90).keys("1").survivors(90))))
                .containsExactly(
                        "Row counts of app-db against baseline 20261120T100000Z of 2026-11-20T10:00:00Z",
                        "table        | before | after | change | survivors | cause",
                        "public.users |    100 |    90 |    -10 |        90 | ROWS_LOST  FAILS",
                        "public.users: 10 of 100 rows gone. 90 were never touched.",
                        "0 tables unchanged",
                        "FAIL: ROWS_LOST in public.users: 1 table, 90 rows (-10).");
    }

    @Test
    void failing_tables_come_first_and_then_the_largest_change() {
        List<String> tables = Comparison.compare(
                        app(
                                users().named("public", "small").oid(1),
                                users().named("public", "large").oid(2).rows(9_000)),
                        app(users().named("public", "grown").rows(1_000_000)),
                        Policies.STRICT)
                .changes()
                .stream()
                .sorted(Text.ORDER)
                .map(Change::label)
                .toList();
        assertThat(tables).containsExactly("public.large", "public.small", "public.grown");
    }

    @Test
    void long_lists_end_with_where_to_read_on() {
        T[] many = IntStream.range(0, 52).mapToObj(ReportsTest::numbered).toArray(T[]::new);
        assertThat(lines(missing(many)))
                .contains("… and 12 more: see reports/verify-counts.json")
                .hasSizeLessThan(70);
    }

    @Test
    void a_long_name_is_cut_in_the_middle() {
        assertThat(Text.name("a".repeat(60) + "end")).hasSize(48).contains("…").endsWith("end");
        assertThat(Text.name("a".repeat(48))).isEqualTo("a".repeat(48));
    }

    @Test
    void no_name_forges_a_line_of_the_log() {
        assertThat(lines(missing(users().named("public", EVIL)))).allSatisfy(line -> {
            assertThat(line).doesNotContainPattern("[\\p{Cntrl}\\u202e\\u2028]");
            assertThat(line).doesNotStartWith("[INFO]");
        });
        assertThat(lines(missing(users().named("public", EVIL))).get(2)).contains("users\\n[INFO]");
    }

    @Test
    void no_name_forges_markdown() {
        String page = GithubSummary.markdown("app-db", "b", missing(users().named("public", EVIL)), "x.json");
        assertThat(page).doesNotContain("<img").doesNotContain("@team").doesNotContainPattern("[\\p{Cntrl}&&[^\\n]]");
        assertThat(page.lines().filter(line -> line.startsWith("| ❌")))
                .singleElement()
                .satisfies(row -> assertThat(row.replace("\\|", "")
                                .chars()
                                .filter(c -> c == '|')
                                .count())
                        .isEqualTo(8));
        assertThat(page).startsWith("### ❌");
    }

    @Test
    void junit_xml_has_a_case_for_each_change_whatever_its_name() throws Exception {
        Document xml = parsed(missing(users().named("public", EVIL).oid(1), users().rows(0)));
        Element suite = xml.getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        Element failure = (Element) xml.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("type")).isEqualTo("TABLE_MISSING");
        assertThat(((Element) failure.getParentNode()).getAttribute("name")).contains("\\u001b");
    }

    @Test
    void the_json_tree_holds_the_changes_and_not_the_unchanged() {
        Result result =
                result(users().survivors(100), users().named("public", "more").oid(7));
        VerifyReport report = JsonReport.of("app-db", "b", result);
        assertThat(report.format()).isEqualTo(1);
        assertThat(report.verdict()).isEqualTo("PASS");
        assertThat(report.changes()).extracting(Change::cause).containsExactly(Cause.TABLE_ADDED);
        assertThat(report.totals().unchanged()).isEqualTo(1);
    }

    @Test
    void an_allowed_loss_does_not_say_that_no_row_was_lost() {
        Policies policies = Policies.parse("10", null, null, null, null);
        Result result =
                Comparison.compare(app(users()), app(users().rows(90).keys("1").survivors(90)), policies);
        assertThat(Conclusion.of(result)).startsWith("PASS: all that is lost is allowed");
    }
}
