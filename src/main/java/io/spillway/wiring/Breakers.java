package io.spillway.wiring;

import io.spillway.config.CircuitBreakerConfig;
import io.spillway.config.Experiment;
import io.spillway.load.CircuitBreaker;
import io.spillway.record.RequestRecord;
import io.spillway.report.compat.RequestExpression;

import java.util.List;
import java.util.function.Predicate;

/** The breakers that {@code load.circuit_breakers} names. */
final class Breakers {
    private Breakers() {}

    static List<CircuitBreaker> of(Experiment experiment) {
        return experiment.circuitBreakers().stream()
                .filter(breaker -> experiment.load().circuitBreakers().contains(breaker.name()))
                .map(Breakers::breaker)
                .toList();
    }

    private static CircuitBreaker breaker(CircuitBreakerConfig config) {
        Predicate<RequestRecord> counts = anyOf(config.matches(), _ -> true);
        // What a breaker selects has gone wrong, where nothing else says so.
        boolean selects = !config.matches().isEmpty();
        Predicate<RequestRecord> wrong =
                anyOf(config.rules(), request -> selects || !request.succeeded());
        List<CircuitBreaker.Trigger> triggers =
                config.triggers().stream().map(Breakers::trigger).toList();
        return new CircuitBreaker(new CircuitBreaker.Rule(config.name(), counts, wrong, triggers));
    }

    private static Predicate<RequestRecord> anyOf(
            List<String> expressions, Predicate<RequestRecord> without) {
        return expressions.stream()
                .<Predicate<RequestRecord>>map(RequestExpression::compile)
                .reduce(Predicate::or)
                .orElse(without);
    }

    private static CircuitBreaker.Trigger trigger(CircuitBreakerConfig.Trigger trigger) {
        return switch (trigger) {
            case CircuitBreakerConfig.Consecutive(int threshold) ->
                    new CircuitBreaker.Consecutive(threshold);
            case CircuitBreakerConfig.RateOverWindow rate ->
                    new CircuitBreaker.RateOverWindow(
                            rate.window(), rate.share(), rate.minSamples());
        };
    }
}
