package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.text.Traced;

/** Is told what a script does. */
public interface Sink {

    /** A program is run. */
    void call(Call call);

    /** SQL reaches a server. */
    void sql(Traced sql, Place place, Command command);

    /** Something of it could not be read. */
    void unread(Script.Problem problem);
}
