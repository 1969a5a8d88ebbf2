package io.spillway.fleet;

import java.util.List;

/** What a policy wants. Reasons are sentences for people, with the numbers that led to them. */
public sealed interface ScalingDecision {

    /** The reason, in words. */
    String reason();

    /** Leave the target as it is. */
    record Hold(String reason) implements ScalingDecision {}

    /** Make it this many replicas. */
    record ScaleTo(int replicas, String reason) implements ScalingDecision {
        public ScaleTo {
            if (replicas < 0) {
                throw new IllegalArgumentException("replicas is negative: " + replicas);
            }
        }
    }

    /** No decision, because these inputs are missing. No data is not zero load. */
    record Abstain(List<String> missing) implements ScalingDecision {
        public Abstain {
            missing = List.copyOf(missing);
        }

        @Override
        public String reason() {
            return "no decision: missing " + String.join(", ", missing);
        }
    }
}
