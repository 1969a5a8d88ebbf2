package io.spillway.actuate.apiserver;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Runs on a {@link RealCluster}; where there is none it is skipped, and says what enables it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnRealCluster.Condition.class)
public @interface OnRealCluster {

    /** Whether there is one. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return switch (RealCluster.here()) {
                case RealCluster.None(String why) -> ConditionEvaluationResult.disabled(why);
                case RealCluster some -> ConditionEvaluationResult.enabled("on " + some);
            };
        }
    }
}
