package io.spillway.study.evaluate;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What an evaluation found: the document {@value #SCHEMA}.
 *
 * @param seeds of the runs; every setting had the same traffic and start-up draws under each
 * @param rows every setting, in the order of the grid
 * @param statics a fixed number of replicas, from the least to the most
 * @param oracle null when one replica's capacity could not be found
 * @param sensitivity by start-up time, ascending; empty when it was not asked for
 * @param runs that were made
 */
public record EvaluationResult(
        String runId,
        List<Long> seeds,
        List<Row> rows,
        List<Row> statics,
        @Nullable Bounds oracle,
        Recommendation recommendation,
        List<StartUpSensitivity> sensitivity,
        int runs) {

    public static final String SCHEMA = "spillway/evaluation/v1";

    public EvaluationResult {
        seeds = List.copyOf(seeds);
        rows = List.copyOf(rows);
        statics = List.copyOf(statics);
        sensitivity = List.copyOf(sensitivity);
    }
}
