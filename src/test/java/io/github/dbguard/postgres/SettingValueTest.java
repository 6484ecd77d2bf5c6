package io.github.dbguard.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingValueTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "work_mem|5MB|'5MB'",
                "application_name|it's, \\ours|'it''s, \\ours'",
                "search_path|\"$user\", public|'$user', 'public'",
                "search_path|\"\"|''",
                "search_path|~~|''",
                "Search_Path|\"a, \"\"b\"\"\",c , d|'a, \"b\"', 'c', 'd'",
                "search_path|\"x'; DROP ROLE app; --\"|'x''; DROP ROLE app; --'",
            })
    void aListIsWrittenAsOneAndAllElseAsOneLiteral(String name, String value, String sql) {
        assertThat(SettingValue.sql(name, value)).isEqualTo(sql);
    }
}
