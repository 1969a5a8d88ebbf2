package io.spillway.sim.http;

import io.spillway.sim.http.Admission.Plan;
import io.spillway.sim.http.ApiRequest.Api;
import io.spillway.sim.http.ApiRequest.Streaming;
import io.spillway.time.Scheduler;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What a reply knows of its request, its usage and its log. Confined to the server's loop. */
final class ReplyContext {

    private final Plan plan;
    private final Scheduler scheduler;
    private final SendLog log;
    private final boolean promptDetails;
    private final int[] generated;
    private final int[] cached;
    private final SendLog.@Nullable Entry entry;

    /**
     * @param promptDetails whether usage tells of cached tokens
     */
    ReplyContext(Plan plan, LogTo logTo, boolean promptDetails) {
        this.plan = plan;
        this.scheduler = logTo.scheduler();
        this.log = logTo.log();
        this.promptDetails = promptDetails;
        this.generated = new int[plan.choices().size()];
        this.cached = new int[plan.choices().size()];
        this.entry = log.begin(logTo.id(), logTo.arrivalNanos(), plan.promptTokens());
    }

    /** Where and as what the reply is logged. */
    record LogTo(Scheduler scheduler, SendLog log, String id, long arrivalNanos) {}

    Api api() {
        return plan.request().api();
    }

    Streaming streaming() {
        return plan.request().streaming();
    }

    int choices() {
        return generated.length;
    }

    void counted(Answer answer) {
        generated[answer.index()] = answer.generated();
        cached[answer.index()] = answer.cachedTokens();
    }

    /** Usage of the whole request so far. */
    TokenUsage usage() {
        int output = 0;
        int hits = 0;
        for (int i = 0; i < generated.length; i++) {
            output += generated[i];
            // Answers to the same prompt share its tokens, which usage counts once.
            hits += i % plan.request().choices() == 0 ? cached[i] : 0;
        }
        return new TokenUsage(plan.promptTokens(), output, promptDetails ? hits : -1);
    }

    /** Usage as an event of this answer carries it: its own prompt and output so far. */
    TokenUsage usageOf(Answer answer, int outputTokens) {
        int prompt = answer.planned().submission().promptTokens();
        int hits = promptDetails ? cached[answer.index()] : -1;
        return new TokenUsage(prompt, outputTokens, hits);
    }

    @Nullable TokenUsage noOutputYet(@Nullable TokenUsage usage) {
        return usage == null ? null : new TokenUsage(usage.promptTokens(), 0, usage.cachedTokens());
    }

    /** A part with this many tokens goes out now. */
    void logSent(int tokens) {
        if (entry != null) {
            entry.sent(scheduler.nanos(), tokens);
        }
    }

    void logEnd(String reason) {
        if (entry != null) {
            log.end(entry, reason.toLowerCase(Locale.ROOT));
        }
    }
}
