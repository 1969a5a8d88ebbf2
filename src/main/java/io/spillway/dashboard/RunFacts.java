package io.spillway.dashboard;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What does not change while a run lasts, for the page's head.
 *
 * @param runId name of the run
 * @param name name of the experiment, empty when it has none
 * @param description what it is about, empty when it does not say
 * @param model served model, empty when unknown
 * @param policy type of the scaling policy, empty when nothing scales
 * @param clock {@code live} or {@code virtual}
 * @param startedAt wall-clock instant of run time zero, ISO 8601
 * @param minReplicas least and
 * @param maxReplicas most replicas of the fleet
 * @param slo targets by key, such as {@code ttft_p95}: seconds, or a share for {@code error_rate}
 * @param folder where the results are written, empty when nowhere
 */
public record RunFacts(
        String runId,
        String name,
        String description,
        String model,
        String policy,
        String clock,
        String startedAt,
        int minReplicas,
        int maxReplicas,
        Map<String, Double> slo,
        String folder) {

    public RunFacts {
        if (minReplicas < 0 || maxReplicas < minReplicas) {
            throw new IllegalArgumentException(
                    "replicas from %d to %d".formatted(minReplicas, maxReplicas));
        }
        slo = Collections.unmodifiableMap(new LinkedHashMap<>(slo));
    }
}
