package io.spillway.analysis;

import io.spillway.fleet.ReplicaId;
import io.spillway.record.GeneratorHealth;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a summary needs beside what was measured.
 *
 * @param streaming whether responses were streamed; without it there is no TTFT, ITL and TPOT
 * @param windowed whether a statistics window left requests out
 * @param policy name of the scaling policy; null when nothing scaled
 * @param endpoints addresses by replica, as far as known
 * @param health of the load generator
 * @param inputs what only the environment can tell about the run, for verdicts
 */
public record SummarySettings(
        RunSummary.Identity identity,
        RunSummary.Environment environment,
        SloTargets targets,
        boolean streaming,
        boolean windowed,
        @Nullable String policy,
        Map<ReplicaId, String> endpoints,
        GeneratorHealth health,
        VerdictInputs inputs) {

    public SummarySettings {
        endpoints = Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
    }

    /** The same with other inputs of verdicts. */
    public SummarySettings with(VerdictInputs others) {
        return new SummarySettings(
                identity,
                environment,
                targets,
                streaming,
                windowed,
                policy,
                endpoints,
                health,
                others);
    }
}
