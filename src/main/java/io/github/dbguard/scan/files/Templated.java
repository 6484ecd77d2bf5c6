package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.ShellParser;
import io.github.dbguard.scan.text.Traced;
import java.util.Map;

/** For templates: what is not whole before it is filled in is told, and is no failure. */
record Templated(Found found) implements PassedOn {

    @Override
    public void shell(Traced script, Place place, Map<String, String> variables) {
        script(ShellParser.parse(script, variables), place);
    }

    @Override
    public void script(Script script, Place place) {
        script.unread().ifPresent(of -> unread(of.what() + " (opened at character " + (of.opened() + 1) + ")"));
        found.script(new Script(script.commands(), script.functions(), null), place);
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
