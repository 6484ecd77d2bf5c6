package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.List;
import java.util.Map;

/** Is told what a reader finds in a file. */
public interface Found {

    /** A script for a POSIX shell or bash. */
    void shell(Traced script, Place place, Map<String, String> variables);

    /** Commands of another shell, which have been read already. */
    void script(Script script, Place place);

    /** A program with its arguments, without a shell. */
    void words(List<Word> words, Place place);

    void sql(Traced sql, Place place);

    /** A setting of an application. */
    void setting(String key, Traced value, Place place);

    /** A method that may drop what an ORM keeps. */
    void method(Method method, Place place);

    /** A service of a Compose file. */
    void service(Service service, Place place);

    /** Something about how the file was read that people should know, and that is no failure. */
    void remark(String remark);

    /** Some of the file, or all of it, could not be read. */
    void unread(String why);
}
