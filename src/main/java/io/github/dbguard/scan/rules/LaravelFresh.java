package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code artisan migrate:fresh} and the like. */
public final class LaravelFresh implements CallRule {

    private static final About ABOUT = About.error(
            "laravel-fresh",
            "Laravel drops every table",
            "php artisan migrate --force; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("artisan", "php-artisan", "art")
                                && call.matches("migrate:(fresh|refresh|reset)|db:wipe|migrate:fresh-seed")
                        || call.is("sail", "composer", "vapor", "lando", "ddev")
                                && call.matches("migrate:(fresh|refresh|reset)|db:wipe"),
                "Laravel drops every table with its rows, and makes them anew.");
    }
}
