package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.files.Method;
import java.util.Optional;

/** A rule about a method that a program calls. */
public interface MethodRule extends Rule {

    /** What the call destroys, as a sentence; empty where it destroys nothing. */
    Optional<String> danger(Method method);
}
