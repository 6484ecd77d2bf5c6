package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** A rule about a statement of SQL. */
public interface SqlRule extends Rule {

    /** What the statement destroys, as a sentence; empty where it destroys nothing. */
    Optional<String> danger(Statement statement);
}
