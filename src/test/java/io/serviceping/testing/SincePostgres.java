package io.serviceping.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The test uses what PostgreSQL has since this major version. It matters where {@link PostgresVersion} chooses an older one. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SincePostgres.Condition.class)
public @interface SincePostgres {
    int value();

    /** Skips the test on older servers. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            int needed = context.getElement()
                    .map(element -> element.getAnnotation(SincePostgres.class))
                    .map(SincePostgres::value)
                    .orElse(0);
            return PostgresVersion.usualMajor() < needed
                    ? ConditionEvaluationResult.disabled("needs PostgreSQL " + needed)
                    : ConditionEvaluationResult.enabled("PostgreSQL " + PostgresVersion.usualMajor());
        }
    }
}
