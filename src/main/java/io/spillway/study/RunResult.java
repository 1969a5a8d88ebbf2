package io.spillway.study;

import io.spillway.analysis.ServerView;
import io.spillway.analysis.VerdictInputs;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.RunId;
import io.spillway.record.GeneratorHealth;
import io.spillway.record.Measurements;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param startedAt wall-clock instant of run time zero
 * @param addresses where each replica was reached
 * @param servers what the servers said, by source and for stages
 * @param doubts sentences about why the measurement may not be what it seems, beyond those that
 *     follow from the measurements themselves
 * @param notes what a reader should know and need not doubt, such as how prompts were made
 * @param folder null when the run left no files
 */
public record RunResult(
        RunId id,
        Instant startedAt,
        RunEnding ending,
        Measurements measurements,
        Map<ReplicaId, String> addresses,
        GeneratorHealth health,
        Servers servers,
        List<String> doubts,
        List<String> notes,
        @Nullable Path folder) {

    /**
     * What servers said.
     *
     * @param whole views of the whole load
     * @param stages views of single stages, where a source has any
     * @param routes what was on offer before the load; null when nobody was asked
     */
    public record Servers(
            List<ServerView> whole,
            Map<Integer, ServerView> stages,
            VerdictInputs.@Nullable Routes routes) {
        public static final Servers SILENT = new Servers(List.of(), Map.of(), null);

        public Servers {
            whole = List.copyOf(whole);
            stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
        }
    }

    public RunResult {
        addresses = Collections.unmodifiableMap(new LinkedHashMap<>(addresses));
        doubts = List.copyOf(doubts);
        notes = List.copyOf(notes);
    }
}
