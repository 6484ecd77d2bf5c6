package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.commands.Grammar;
import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Optional;

/** The same in tools that have no rule of their own. */
public final class MigrationToolDrop implements CallRule {

    private static final About ABOUT = About.error(
            "migration-tool-drop",
            "a migration tool drops the database",
            "migrate forward with a new migration; before it: mvn dbguard:pre-deploy-backup");

    private static final Grammar MIGRATE = Grammar.values(
                    "-path --path -database --database -source --source -prefetch -lock-timeout")
            .singleDash();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        boolean drops = switch (call.program()) {
            case "mix" ->
                call.matches("ecto\\.(drop|reset)|ash\\.reset") || call.runs("ecto.rollback") && call.has("--all");
            case "goose" -> call.runs("reset") || call.runs("down-to", "0");
            case "migrate", "golang-migrate" ->
                call.runs("drop") || call.runs("down") && (call.has("-all", "--all") || undoesAll(call));
            case "hasura" -> call.runs("migrate", "apply") && call.has("--down") && call.says("all");
            case "dbmate" -> call.runs("drop");
            case "sqlx", "diesel", "edgedb", "gel" ->
                call.runs("database", "drop") || call.runs("database", "reset") || call.runs("database", "wipe");
            case "supabase" -> call.runs("db", "reset");
            case "mikro-orm" -> call.matches("(schema|migration|database):(drop|fresh)");
            case "ace" -> call.matches("migration:(fresh|refresh|reset)|db:(wipe|truncate)");
            case "drizzle-kit" -> call.runs("push") && call.has("--force");
            case "payload" -> call.matches("migrate:(fresh|refresh|reset)");
            case "wp" -> call.runs("db", "reset") || call.runs("db", "drop") || call.runs("db", "clean");
            case "drush" -> call.matches("sql[:-]drop|site[:-]install|si");
            case "atlas" -> call.runs("schema", "clean");
            case "sea-orm-cli" -> call.matches("fresh|refresh|reset");
            case "aerich", "piccolo" -> call.runs("downgrade", "-v", "0");
            case "phinx" -> call.runs("rollback") && call.matches("0|-t0|--target=0");
            case "odoo-bin", "click-odoo-dropdb" -> call.is("click-odoo-dropdb");
            default -> false;
        };
        return CallRule.when(drops, "It drops the database or every table of it, with all rows.");
    }

    /** {@code migrate -path … down}, without the number of steps: every one of them. */
    private static boolean undoesAll(Call call) {
        List<Word> operands = MIGRATE.parse(call.words()).operands();
        boolean counted = operands.size() > 1;
        return call.has("-path", "--path", "-database", "--database", "-source", "--source") && !counted;
    }
}
