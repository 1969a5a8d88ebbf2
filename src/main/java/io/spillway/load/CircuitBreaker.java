package io.spillway.load;

import io.spillway.record.RequestRecord;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Says when so much has gone wrong that a load should end. Pure: it hears of requests in the order
 * in which they ended, and time is theirs. Once open it stays open. Not thread-safe.
 */
public final class CircuitBreaker {

    /**
     * What a breaker looks at.
     *
     * @param counts which requests it hears of at all
     * @param wrong which of these have gone wrong
     * @param triggers any of them opens it
     */
    public record Rule(
            String name,
            Predicate<RequestRecord> counts,
            Predicate<RequestRecord> wrong,
            List<Trigger> triggers) {
        public Rule {
            triggers = List.copyOf(triggers);
        }
    }

    /** What opens a breaker. */
    public sealed interface Trigger {}

    /** So many in a row have gone wrong. */
    public record Consecutive(int threshold) implements Trigger {}

    /**
     * At least such a share of those that ended within the window has gone wrong.
     *
     * @param share from 0 to 1
     * @param minSamples with fewer in the window nothing happens
     */
    public record RateOverWindow(Duration window, double share, int minSamples)
            implements Trigger {}

    private final Rule rule;
    private final List<Watch> watches = new ArrayList<>();

    public CircuitBreaker(Rule rule) {
        this.rule = rule;
        for (Trigger trigger : rule.triggers()) {
            watches.add(
                    switch (trigger) {
                        case Consecutive consecutive -> new InARow(consecutive);
                        case RateOverWindow rate -> new Share(rate);
                    });
        }
    }

    /** Hears of a request that ended; a sentence when it opens the breaker, else null. */
    public @Nullable String hear(RequestRecord request) {
        if (!rule.counts().test(request)) {
            return null;
        }
        boolean wrong = rule.wrong().test(request);
        String why = null;
        for (Watch watch : watches) {
            String said = watch.hear(request.endNanos(), wrong);
            why = why == null ? said : why;
        }
        return why == null ? null : "circuit breaker %s: %s".formatted(rule.name(), why);
    }

    private interface Watch {
        @Nullable String hear(long nanos, boolean wrong);
    }

    private static final class InARow implements Watch {
        private final int threshold;
        private int wrongs;

        InARow(Consecutive trigger) {
            this.threshold = trigger.threshold();
        }

        @Override
        public @Nullable String hear(long nanos, boolean wrong) {
            wrongs = wrong ? wrongs + 1 : 0;
            return wrongs < threshold ? null : wrongs + " requests in a row went wrong";
        }
    }

    private static final class Share implements Watch {
        private record Sample(long nanos, boolean wrong) {}

        private final RateOverWindow trigger;
        private final Deque<Sample> samples = new ArrayDeque<>();
        private int wrongs;

        Share(RateOverWindow trigger) {
            this.trigger = trigger;
        }

        @Override
        public @Nullable String hear(long nanos, boolean wrong) {
            samples.addLast(new Sample(nanos, wrong));
            wrongs += wrong ? 1 : 0;
            long from = nanos - trigger.window().toNanos();
            while (samples.getFirst().nanos < from) {
                wrongs -= samples.removeFirst().wrong ? 1 : 0;
            }
            double share = (double) wrongs / samples.size();
            if (samples.size() < trigger.minSamples() || share < trigger.share()) {
                return null;
            }
            return String.format(
                    Locale.ROOT,
                    "%d of %d requests within %.1f s went wrong",
                    wrongs,
                    samples.size(),
                    trigger.window().toNanos() / 1e9);
        }
    }
}
