package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Arguments;
import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.commands.Grammar;
import java.util.List;
import java.util.Optional;

/** Databases and disks that a provider or a cluster keeps. */
public final class HostedDatabaseDelete implements CallRule {

    private static final About ABOUT = About.error(
            "hosted-database-delete",
            "a hosted database or its disk deleted",
            "leave it; take a final snapshot and have somebody confirm it by name. Before it: mvn dbguard:pre-deploy-backup");

    private static final Grammar KUBECTL = Grammar.values(
            "-n --namespace --context --cluster --kubeconfig -f --filename -l --selector --grace-period --timeout -o");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public boolean isElsewhere() {
        return true;
    }

    @Override
    public Optional<String> danger(Call call) {
        boolean deletes = switch (call.program()) {
            case "kubectl", "oc", "k" -> cluster(KUBECTL.parse(call.words()));
            case "heroku" ->
                call.matches("pg:reset")
                        || call.runs("addons:destroy") && call.matches("(?i).*(postgres|pg|database).*");
            case "fly", "flyctl" -> call.matches("destroy|delete|rm") && call.matches("volumes?|postgres|mpg|vol");
            case "aws" -> call.matches("delete-db-(instance|cluster)");
            case "gcloud" -> call.runs("sql", "instances", "delete") || call.runs("sql", "databases", "delete");
            case "az" ->
                call.runs("postgres")
                        && call.runs("delete")
                        && !call.matches("(firewall|vnet)-rule|ad-admin|replica|configuration|identity");
            case "doctl" ->
                call.runs("databases", "delete")
                        || call.runs("databases", "rm")
                        || call.runs("databases", "db", "delete");
            case "terraform", "tofu", "terragrunt" ->
                (call.runs("destroy") || call.runs("apply") && call.has("-destroy")) && !aimsElsewhere(call);
            default -> false;
        };
        return CallRule.when(deletes, "It deletes the database, or the disk that it lies on.");
    }

    /** Every target that is named is neither a database nor a disk. */
    private static boolean aimsElsewhere(Call call) {
        List<String> targets = call.words().stream()
                .map(word -> word.value())
                .filter(word -> word.matches("--?target=.*"))
                .toList();
        return !targets.isEmpty()
                && targets.stream()
                        .noneMatch(target ->
                                target.matches("(?i).*(db|database|sql|rds|postgres|pg|volume|disk|ebs|module).*"));
    }

    private static boolean cluster(Arguments arguments) {
        return arguments.first().equals("delete")
                && arguments.operandsFrom(1).stream()
                        .limit(1)
                        .anyMatch(
                                word -> word.value()
                                        .matches(
                                                "((.*,)?(pvc|pv|persistentvolumeclaims?|persistentvolumes?|ns|namespaces?)(,.*)?)(/.*)?"))
                && !arguments.has("--dry-run");
    }
}
