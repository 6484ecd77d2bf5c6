package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code dotnet ef database drop} and {@code update 0}. */
public final class EfDrop implements CallRule {

    private static final About ABOUT = About.error(
            "ef-drop",
            "Entity Framework drops the database",
            "dotnet ef database update; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("dotnet", "dotnet-ef", "ef")
                                && (call.runs("database", "drop") || call.runs("database", "update", "0"))
                                && !call.has("--dry-run")
                        || call.is("drop-database"),
                "Entity Framework drops the database, or undoes every migration.");
    }
}
