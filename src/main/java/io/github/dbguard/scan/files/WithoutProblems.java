package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.text.Traced;
import java.util.Map;

/** For pages: what is quoted there need not be whole. */
record WithoutProblems(Found found) implements PassedOn {

    @Override
    public void shell(Traced script, Place place, Map<String, String> variables) {
        found.shell(script, place, variables);
    }

    @Override
    public void script(Script script, Place place) {
        found.script(new Script(script.commands(), script.functions(), null), place);
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
