package io.github.dbguard;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test on a real engine with the images of {@code src/it/testbed}. Skipped where there are none, with the reason; on a
 * CI server ({@code CI=true}) it fails instead: a test that could not look is not a pass.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(EngineTest.Condition.class)
public @interface EngineTest {

    /** Asks once for each test JVM. */
    final class Condition implements ExecutionCondition {

        private static final String IMAGE = "dbguard-testbed/postgres:15";

        private static final Optional<String> MISSING = missing();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (MISSING.isEmpty()) {
                return ConditionEvaluationResult.enabled("engine and images are there");
            }
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(MISSING.get());
            }
            return ConditionEvaluationResult.disabled(MISSING.get());
        }

        /** Why there is no engine to test on; empty when there is one. */
        static Optional<String> missingHere() {
            return MISSING;
        }

        private static Optional<String> missing() {
            String next = "; bring both up with bash src/it/testbed/up.sh";
            try {
                TestPostgres.Output ping = TestPostgres.docker("version", "--format", "{{.Server.Version}}");
                if (ping.exitCode() != 0) {
                    return Optional.of("no Docker engine: " + ping.stderr().strip() + next);
                }
                TestPostgres.Output image = TestPostgres.docker("image", "inspect", "--format", "{{.Id}}", IMAGE);
                return image.exitCode() == 0 ? Optional.empty() : Optional.of("no image " + IMAGE + next);
            } catch (RuntimeException e) {
                return Optional.of("no docker command: " + e.getMessage() + next);
            }
        }
    }
}
