package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** A rule about SQL that a server runs once, when its data folder is empty. */
public interface InitRule extends Rule {

    /** @param migrations a migration tool is at work in the repository */
    Optional<String> danger(Statement statement, boolean migrations);
}
