package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.List;
import java.util.Map;

/** For pages: what is quoted there need not be whole. */
record WithoutProblems(Found found) implements Found {

    @Override
    public void shell(Traced script, Place place, Map<String, String> variables) {
        found.shell(script, place, variables);
    }

    @Override
    public void script(Script script, Place place) {
        found.script(new Script(script.commands(), script.functions(), null), place);
    }

    @Override
    public void words(List<Word> words, Place place) {
        found.words(words, place);
    }

    @Override
    public void sql(Traced sql, Place place) {
        found.sql(sql, place);
    }

    @Override
    public void setting(String key, Traced value, Place place) {
        found.setting(key, value, place);
    }

    @Override
    public void method(Method method, Place place) {
        found.method(method, place);
    }

    @Override
    public void service(Service service, Place place) {
        // An example is nobody's database.
    }

    @Override
    public void remark(String remark) {
        // Nobody fills in an example.
    }

    @Override
    public void unread(String why) {
        // What is quoted need not be whole.
    }
}
