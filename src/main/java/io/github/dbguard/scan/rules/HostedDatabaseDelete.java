package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Arguments;
import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.commands.Grammar;
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
    public Optional<String> danger(Call call) {
        boolean deletes = switch (call.program()) {
            case "kubectl", "oc", "k" -> cluster(KUBECTL.parse(call.words()));
            case "heroku" -> call.matches("pg:reset|addons:destroy");
            case "fly", "flyctl" -> call.matches("destroy|delete|rm") && call.matches("volumes?|postgres|mpg|vol");
            case "aws" -> call.matches("delete-db-(instance|cluster)");
            case "gcloud" -> call.runs("sql", "instances", "delete") || call.runs("sql", "databases", "delete");
            case "az" -> call.runs("postgres") && call.runs("delete");
            case "doctl" -> call.runs("databases") && call.matches("delete|rm|d");
            case "terraform", "tofu", "terragrunt" ->
                call.runs("destroy") || call.runs("apply") && call.has("-destroy");
            default -> false;
        };
        return CallRule.when(deletes, "It deletes the database, or the disk that it lies on.");
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
