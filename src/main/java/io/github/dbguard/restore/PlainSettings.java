package io.github.dbguard.restore;

import io.github.dbguard.Refused;
import io.github.dbguard.postgres.SqlWords.Word;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The two settings by which a script changes how psql reads the rest of it: the check would then read another script
 * than psql.
 */
final class PlainSettings {

    private static final String STRINGS = "standard_conforming_strings";
    private static final String ENCODING = "client_encoding";

    /** Encodings in which a byte below 128 may be half of a character. */
    private static final Set<String> UNSAFE = Set.of(
            "sjis",
            "shiftjis",
            "mskanji",
            "win932",
            "windows932",
            "shiftjis2004",
            "big5",
            "win950",
            "windows950",
            "gbk",
            "win936",
            "windows936",
            "gb18030",
            "uhc",
            "win949",
            "windows949",
            "johab");

    private final BiFunction<Long, String, Refused> refused;

    PlainSettings(BiFunction<Long, String, Refused> refused) {
        this.refused = refused;
    }

    void require(long line, List<Word> words) {
        Word verb = words.get(0);
        if (!verb.is("set") && !verb.is("select") && !verb.is("reset") && !verb.is("discard")) {
            return;
        }
        for (int i = 1; i < words.size(); i++) {
            String name = words.get(i).text().toLowerCase(Locale.ROOT);
            boolean whole = verb.is("set") && i == 1 && words.size() == 4;
            String value = whole ? words.get(3).text().toLowerCase(Locale.ROOT) : "";
            if (name.equals(STRINGS) && !(value.equals("on") || value.equals("true"))) {
                throw refused.apply(
                        line,
                        "changes " + STRINGS + ", and with it what a backslash in a string means. Dump again from a"
                                + " server where it is on");
            }
            boolean encoding = name.equals(ENCODING) || verb.is("set") && i == 1 && name.equals("names");
            if (encoding && (!whole && !name.equals("names") || isUnsafe(words))) {
                throw refused.apply(
                        line,
                        "is in an encoding where a backslash may be half of a letter, or changes it on the way. Dump again"
                                + " in UTF-8: pg_dump -E UTF8");
            }
        }
    }

    private static boolean isUnsafe(List<Word> words) {
        String encoding = words.get(words.size() - 1).text();
        return UNSAFE.contains(encoding.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
    }
}
