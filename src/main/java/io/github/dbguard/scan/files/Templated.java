package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.ShellParser;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.List;
import java.util.Map;

/** For templates: what is not whole before it is filled in is told, and is no failure. */
record Templated(Found found) implements Found {

    @Override
    public void shell(Traced script, Place place, Map<String, String> variables) {
        script(ShellParser.parse(script, variables), place);
    }

    @Override
    public void script(Script script, Place place) {
        script.unread().ifPresent(this::unread);
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
        found.service(service, place);
    }

    @Override
    public void remark(String remark) {
        found.remark(remark);
    }

    @Override
    public void unread(String why) {
        found.remark("it is a template, not all of which is understood before it is filled in: " + why);
    }
}
