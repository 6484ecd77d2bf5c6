package io.github.dbguard.scan.files;

import io.github.dbguard.scan.files.Yaml.Mapping;
import io.github.dbguard.scan.text.Traced;

/** Whether a step of a pipeline works on a database of which it is told the address: one that is not its own. */
final class DatabaseAddress {

    private DatabaseAddress() {}

    static boolean isSecret(Mapping step) {
        return step.mapping("env")
                .map(env -> env.items().entrySet().stream()
                        .anyMatch(each ->
                                each.getKey().matches("(?i).*(database|db|pg|postgres).*(url|uri|host|dsn).*|PGHOST")
                                        && each.getValue()
                                                .text()
                                                .map(Traced::text)
                                                .orElse("")
                                                .matches(".*\\b(secrets|vars)\\..*")))
                .orElse(false);
    }
}
