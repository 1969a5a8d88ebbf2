package io.spillway.fleet;

/**
 * Canonical names of the series that decisions use, whatever the server calls them. Gauges and
 * counters as vLLM names them without prefix; the name tables of {@code metrics} translate.
 */
public final class Signal {
    /** Requests waiting in the engine's queue, summed over its engines. */
    public static final String WAITING = "num_requests_waiting";

    /** Requests in the running batch, summed over engines. */
    public static final String RUNNING = "num_requests_running";

    /** KV-cache usage from 0 to 1, the maximum over engines. */
    public static final String KV_USAGE = "kv_cache_usage_perc";

    /** Counter: preemptions since the server started. */
    public static final String PREEMPTIONS = "num_preemptions_total";

    /** Counter: prompt tokens processed. */
    public static final String PROMPT_TOKENS = "prompt_tokens_total";

    /** Counter: tokens generated. */
    public static final String GENERATION_TOKENS = "generation_tokens_total";

    private Signal() {}
}
