package io.spillway.study.evaluate;

/** Hears of runs as they end: from any thread, one call at a time. */
@FunctionalInterface
public interface EvaluationProgress {

    EvaluationProgress NONE = (_, _, _) -> {};

    /**
     * One more run has ended.
     *
     * @param done so many so far
     * @param total of these; more may come for the sensitivity to start-up time
     * @param what the setting that ran
     */
    void ended(int done, int total, String what);
}
