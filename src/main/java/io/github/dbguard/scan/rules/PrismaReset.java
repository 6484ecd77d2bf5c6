package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code prisma migrate reset} and what does the same. */
public final class PrismaReset implements CallRule {

    private static final About ABOUT = About.error(
            "prisma-reset",
            "Prisma drops the database",
            "prisma migrate deploy; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("prisma")
                        && (call.runs("migrate", "reset")
                                || call.runs("db", "push") && call.has("--force-reset", "--accept-data-loss")
                                || call.runs("reset") && call.runs("db", "reset")),
                "Prisma drops tables or columns with their rows, and makes them anew.");
    }
}
