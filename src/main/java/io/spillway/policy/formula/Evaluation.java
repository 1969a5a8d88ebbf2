package io.spillway.policy.formula;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ReplicaState;
import io.spillway.fleet.ReplicaView;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One evaluation of a formula. An unknown value is NaN, with its inputs named in {@code missing}.
 */
final class Evaluation {
    private final FleetObservation observation;
    private final List<ReplicaView> ready;
    private final Set<String> missing = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();

    Evaluation(FleetObservation observation) {
        this.observation = observation;
        this.ready = observation.in(ReplicaState.READY);
    }

    Reading fleet(Expression expression) {
        double value = value(expression, null);
        boolean finite = Double.isFinite(value) && missing.isEmpty();
        return new Reading(finite ? value : Double.NaN, List.copyOf(missing), List.copyOf(leftOut));
    }

    List<ReplicaReading> replicas(Expression expression) {
        return ready.stream().map(replica -> one(expression, replica)).toList();
    }

    private ReplicaReading one(Expression expression, ReplicaView replica) {
        var own = new Evaluation(observation);
        double value = own.value(expression, replica);
        boolean known = own.missing.isEmpty() && Double.isFinite(value);
        leftOut.addAll(own.missing);
        leftOut.addAll(own.leftOut);
        return new ReplicaReading(replica, known ? value : Double.NaN, !own.missing.isEmpty());
    }

    private double value(Expression expression, @Nullable ReplicaView replica) {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.FleetValue fleet -> fleet.name().of(observation);
            case Expression.Series series -> sampled(series.name(), replica);
            case Expression.ReplicaValue own -> own.name().of(of(replica));
            case Expression.Rate rate -> rate(rate, replica);
            case Expression.Negated negated -> -value(negated.operand(), replica);
            case Expression.Binary binary ->
                    apply(
                            binary.operator(),
                            value(binary.left(), replica),
                            value(binary.right(), replica));
            case Expression.Aggregation aggregation -> aggregate(aggregation);
            case Expression.Call call -> call(call, replica);
        };
    }

    private double sampled(String series, @Nullable ReplicaView replica) {
        ReplicaView view = of(replica);
        OptionalDouble value =
                view.sample().isFresh() ? view.sample().value(series) : OptionalDouble.empty();
        if (value.isEmpty()) {
            missing.add(series + " of " + view.id());
        }
        return value.orElse(Double.NaN);
    }

    private double rate(Expression.Rate rate, @Nullable ReplicaView replica) {
        double counter = sampled(rate.series(), replica);
        if (Double.isNaN(counter)) {
            return counter;
        }
        double value = rate.tracker().rate(of(replica).sample(), counter);
        if (Double.isNaN(value)) {
            missing.add("a second sample of " + rate.series() + " of " + of(replica).id());
        }
        return value;
    }

    private double aggregate(Expression.Aggregation aggregation) {
        double sum = 0;
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        int count = 0;
        boolean anyMissing = false;
        for (ReplicaReading reading : replicas(aggregation.operand())) {
            anyMissing |= reading.missing();
            if (!Double.isNaN(reading.value())) {
                sum += reading.value();
                max = Math.max(max, reading.value());
                min = Math.min(min, reading.value());
                count++;
            }
        }
        if (count == 0 && anyMissing) {
            missing.addAll(leftOut);
            return Double.NaN;
        }
        return switch (aggregation.over()) {
            case SUM -> count == 0 ? none() : sum;
            case COUNT -> count;
            case AVG -> count == 0 ? none() : sum / count;
            case MAX -> count == 0 ? none() : max;
            case MIN -> count == 0 ? none() : min;
        };
    }

    private double none() {
        if (ready.isEmpty()) {
            missing.add("a ready replica");
        }
        return Double.NaN;
    }

    private double call(Expression.Call call, @Nullable ReplicaView replica) {
        double result = value(call.arguments().getFirst(), replica);
        for (Expression argument : call.arguments().subList(1, call.arguments().size())) {
            double next = value(argument, replica);
            result =
                    call.function() == Expression.Function.MAX
                            ? Math.max(result, next)
                            : Math.min(result, next);
        }
        return switch (call.function()) {
            case MAX, MIN -> result;
            case CEIL -> Math.ceil(result);
            case FLOOR -> Math.floor(result);
            case ABS -> Math.abs(result);
        };
    }

    private static double apply(char operator, double left, double right) {
        return switch (operator) {
            case '+' -> left + right;
            case '-' -> left - right;
            case '*' -> left * right;
            case '/' -> left / right;
            default -> throw new IllegalStateException("no such operator: " + operator);
        };
    }

    private static ReplicaView of(@Nullable ReplicaView replica) {
        if (replica == null) {
            throw new IllegalStateException("a value per replica outside of a replica");
        }
        return replica;
    }
}
