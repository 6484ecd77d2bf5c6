package io.github.dbguard.volume;

import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.target.ContainerTarget;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the tools in the container can dump its server. */
record ToolsCheck(ContainerTarget target) implements Check {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    @Override
    public String name() {
        return "tools";
    }

    @Override
    public Line look() {
        ExecResult result = target.engine().run(target.container().id(), ExecCommand.of("pg_dump", "--version"));
        Matcher version = VERSION.matcher(result.stdout());
        if (!result.ok() || !version.find()) {
            return Line.error(
                    name(),
                    "the container has no pg_dump that runs",
                    "Use an image of PostgreSQL that has its client tools: no backup can be made in this one");
        }
        int major = Integer.parseInt(version.group(1));
        int server = target.identity().major();
        String found = result.stdout().strip();
        return major >= server
                ? Line.ok(name(), found)
                : Line.error(
                        name(),
                        found + ", older than the server, which is " + server + ": it refuses to dump that",
                        "Use an image whose tools are of the server's version");
    }
}
