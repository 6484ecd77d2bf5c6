package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code git clean} where a folder of the repository holds the data. */
public final class GitClean implements CallRule {

    private static final About ABOUT = About.warning(
            "data-folder-git-clean",
            "git clean beside bind-mounted data",
            "git clean -fd -e data, with the folder of the database; or keep its data in a volume with a name");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        boolean cleans = call.is("git")
                && call.runs("clean")
                && call.matches("-[a-zA-Z]*f[a-zA-Z]*|--force")
                && call.matches("-[a-zA-Z]*[dxX][a-zA-Z]*")
                && !call.matches("-[a-zA-Z]*n[a-zA-Z]*|--dry-run|-e|--exclude.*");
        return CallRule.when(
                cleans && (call.place().remote() || call.place().server()),
                "It deletes what git does not know, on the machine that serves: folders that a container keeps its data in as well.");
    }
}
