package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.List;

/** Lets through what a file holds, but for what its kind takes in another way. */
interface PassedOn extends Found {

    /** Who is told. */
    Found found();

    @Override
    default void words(List<Word> words, Place place) {
        found().words(words, place);
    }

    @Override
    default void sql(Traced sql, Place place) {
        found().sql(sql, place);
    }

    @Override
    default void setting(String key, Traced value, Place place) {
        found().setting(key, value, place);
    }

    @Override
    default void method(Method method, Place place) {
        found().method(method, place);
    }
}
