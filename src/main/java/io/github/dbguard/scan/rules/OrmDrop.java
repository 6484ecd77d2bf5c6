package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.files.Method;
import java.util.Optional;

/** {@code metadata.drop_all()}, {@code sequelize.sync({ force: true })} and the like. */
public final class OrmDrop implements MethodRule {

    private static final About ABOUT = About.error(
            "orm-drop",
            "a program drops tables through its ORM",
            "let a migration tool change the schema, forward only; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Method method) {
        return drops(method)
                ? Optional.of("The program drops tables with their rows, or empties them, when this is reached.")
                : Optional.empty();
    }

    private static boolean drops(Method method) {
        String arguments = method.arguments();
        return switch (method.name()) {
            case "drop_all", "dropAllTables", "dropAllSchemas", "EnsureDeleted", "EnsureDeletedAsync" -> true;
            case "drop" -> method.receiver().matches("(?i)(.*\\.)?sequelize");
            // Not del.sync(["dist"], { force: true }).
            case "sync" -> arguments.matches("(?s)\\{.*\\bforce:true\\b.*");
            case "synchronize" -> arguments.equals("true");
            case "dropDatabase", "dropSchema" -> !method.receiver().matches("(?i).*mongo.*");
            case "drop_tables" -> method.receiver().matches("(?i)(.*\\.)?(db|database)");
            case "rollback" ->
                arguments.matches("(?s).*,true") && method.receiver().endsWith("migrate");
            case "call", "callSilent", "callSilently" ->
                arguments.matches("(?s)'(migrate:(fresh|refresh|reset)|db:wipe)\\b.*");
            case "call_command" -> arguments.matches("(?s)'(flush|reset_db|reset_schema)'.*");
            default -> false;
        };
    }
}
