package io.spillway.study.sweep;

import static io.spillway.study.Tables.number;
import static io.spillway.study.Tables.span;

import io.spillway.study.RunFailedException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Climbs a ladder of users until throughput stops growing, then measures the plateau until its
 * confidence interval is narrow.
 *
 * <p>With N users always in flight and a mean latency R, Little's law gives a throughput of N/R. Up
 * to saturation R hardly grows with N; beyond it X does not. Each level is ramped in over a
 * latency, so that users that started together do not end together, settles, and is then watched
 * for three latencies or more. Where throughput grows with the users the next level has four times
 * as many, else twice as many. A level that brings less than 5 % more than the best before is the
 * plateau. All of it is bounded by the budget.
 */
final class KneeSearch {
    private static final double PLATEAU_GROWTH = 1.05;
    private static final double LINEAR_GROWTH = 0.9;
    private static final double DECLINE = 0.95;
    private static final int MIN_SECONDS = 8;
    private static final int MIN_PLATEAU_SECONDS = 20;
    private static final int MIN_BATCHES = 5;
    private static final int CLIMB_COMPLETIONS = 60;
    private static final int ROUGH_SECONDS = 4;
    private static final int ROUGH_COMPLETIONS = 20;

    /** A plateau that is known less well than this is looked for once more, higher up. */
    private static final double NOISY = 0.1;

    private static final double FIRST_SHARE = 0.2;

    /** Of what is left, kept for measuring the plateau. */
    private static final double CLIMB_SHARE = 0.7;

    private final LevelProbe probe;
    private final Budget budget;
    private final Limits limits;
    private final Consumer<String> progress;
    private final List<Level> levels = new ArrayList<>();

    /**
     * What the search is content with.
     *
     * @param maxUsers the ladder ends here
     * @param tolerance relative width of the interval
     * @param precise whether the plateau is measured until its interval is narrow
     */
    record Limits(int maxUsers, double tolerance, boolean precise) {}

    KneeSearch(LevelProbe probe, Budget budget, Limits limits, Consumer<String> progress) {
        this.probe = probe;
        this.budget = budget;
        this.limits = limits;
        this.progress = progress;
    }

    /** Every level, in the order in which they were measured. */
    List<Level> levels() {
        return List.copyOf(levels);
    }

    Saturation find() throws RunFailedException, InterruptedException {
        Level best = first();
        if (best.completed() == 0 || best.fails()) {
            return none(0, hopeless(best));
        }
        int factor = 4;
        while (true) {
            int users = (int) Math.min((long) best.users() * factor, limits.maxUsers());
            if (users == best.users()) {
                return none(
                        best.requestsPerSecond(),
                        "throughput still grew at %d users, the most that the ladder tries"
                                .formatted(users));
            }
            Optional<LevelPlan> plan = climb(best, users);
            if (plan.isEmpty()) {
                return none(
                        best.requestsPerSecond(),
                        "the time was over at %d users, where throughput still grew"
                                .formatted(best.users()));
            }
            Level next = measure(plan.get());
            if (next.fails() || next.completed() == 0) {
                return none(best.requestsPerSecond(), hopeless(next));
            }
            double growth = next.requestsPerSecond() / best.requestsPerSecond();
            if (growth < PLATEAU_GROWTH) {
                return plateau(best, next);
            }
            factor = growth >= LINEAR_GROWTH * users / best.users() ? 4 : 2;
            best = next;
        }
    }

    /** One user: its latency is the floor, and its inverse the throughput. */
    private Level first() throws RunFailedException, InterruptedException {
        int seconds = Math.max(1, budget.runSeconds(FIRST_SHARE));
        LevelPlan.Enough enough =
                (_, window) ->
                        (window.completed() >= 5 && window.seconds() >= 3)
                                || (window.completed() >= 2 && window.seconds() >= 20)
                                || window.failed() >= 5;
        Level counted = measure(new LevelPlan(1, 0, 0, seconds, 1, enough));
        boolean timed = counted.completed() > 0 && counted.latencySeconds() > 0;
        if (!timed) {
            return counted;
        }
        Level inverse =
                new Level(
                        1,
                        1 / counted.latencySeconds(),
                        counted.halfWidth(),
                        counted.latencySeconds(),
                        counted.littleRatio(),
                        counted.completed(),
                        counted.failed(),
                        counted.measuredSeconds(),
                        counted.failure());
        levels.set(0, inverse);
        return inverse;
    }

    /** How the next level up is measured; empty when there is no time for it. */
    private Optional<LevelPlan> climb(Level best, int users) {
        boolean saturating = levels.size() > 1 && best.users() * 4L > users;
        double latency = best.latencySeconds() * (saturating ? (double) users / best.users() : 1.5);
        int ramp = (int) Math.ceil(best.latencySeconds());
        int settle = (int) Math.ceil(latency / 2);
        int floor = limits.precise() ? MIN_SECONDS : ROUGH_SECONDS;
        int completions = limits.precise() ? CLIMB_COMPLETIONS : ROUGH_COMPLETIONS;
        double completing = completions * latency / users;
        int wanted = (int) Math.max(floor, Math.ceil(Math.max(3 * latency, completing)));
        int least = (int) Math.max(floor, Math.ceil(1.5 * latency));
        int room = budget.runSeconds(CLIMB_SHARE) - ramp - settle;
        if (room < least) {
            return Optional.empty();
        }
        int batch = (int) Math.ceil(latency);
        return Optional.of(
                new LevelPlan(
                        users,
                        ramp,
                        settle,
                        Math.min(wanted, room),
                        batch,
                        LevelPlan.Enough.NEVER));
    }

    /** Throughput no longer grows: between the two levels it may have been higher. */
    private Saturation plateau(Level below, Level above)
            throws RunFailedException, InterruptedException {
        boolean declines =
                above.requestsPerSecond() < DECLINE * below.requestsPerSecond()
                        && above.requestsPerSecond() + noise(above, below)
                                < below.requestsPerSecond();
        Level chosen = declines ? below : above;
        if (declines && above.users() >= 4 * below.users()) {
            Optional<LevelPlan> between = climb(below, 2 * below.users());
            if (between.isPresent()) {
                Level middle = measure(between.get());
                boolean higher = middle.requestsPerSecond() > chosen.requestsPerSecond();
                chosen = higher && !middle.fails() ? middle : chosen;
            }
        }
        if (!limits.precise()) {
            return settled(chosen, chosen);
        }
        boolean noisy = noise(above, below) > NOISY * above.requestsPerSecond();
        return settled(chosen, measuredLong(chosen, noisy && !declines));
    }

    /** Half width of the interval of the difference of two levels. */
    private static double noise(Level a, Level b) {
        return Math.hypot(a.noise(), b.noise());
    }

    /** A long look at a level and, if in doubt, at those above it while they bring more. */
    private Level measuredLong(Level chosen, boolean doubtful)
            throws RunFailedException, InterruptedException {
        Optional<LevelPlan> plan = longRun(chosen, chosen.users(), doubtful ? 0.5 : 1);
        if (plan.isEmpty()) {
            return chosen;
        }
        Level plateau = measure(plan.get());
        while (doubtful && !plateau.fails() && plateau.completed() > 0) {
            int users = (int) Math.min(2L * plateau.users(), limits.maxUsers());
            Optional<LevelPlan> next = longRun(plateau, users, 1);
            if (users == plateau.users() || next.isEmpty()) {
                break;
            }
            Level higher = measure(next.get());
            doubtful = higher.requestsPerSecond() > PLATEAU_GROWTH * plateau.requestsPerSecond();
            plateau = doubtful ? higher : plateau;
        }
        return plateau;
    }

    /** Within a share of the time that is left; empty when that is next to nothing. */
    private Optional<LevelPlan> longRun(Level level, int users, double share) {
        double latency = level.latencySeconds() * users / level.users();
        int total = budget.runSeconds(share);
        int ramp = (int) Math.min(Math.ceil(latency), total / 4.0);
        int settle = (int) Math.min(Math.ceil(latency), total / 8.0);
        int room = total - ramp - settle;
        if (room < MIN_SECONDS) {
            return Optional.empty();
        }
        int batch = Math.max(1, (int) Math.ceil(latency));
        int least = Math.max(MIN_PLATEAU_SECONDS, MIN_BATCHES * batch);
        LevelPlan.Enough enough =
                (soFar, window) ->
                        window.seconds() >= least
                                && soFar.batches() >= MIN_BATCHES
                                && 2 * soFar.halfWidth() <= limits.tolerance() * soFar.rate();
        return Optional.of(new LevelPlan(users, ramp, settle, room, batch, enough));
    }

    private Saturation settled(Level climbed, Level plateau) {
        if (plateau.fails() || plateau.completed() == 0) {
            return none(climbed.requestsPerSecond(), hopeless(plateau));
        }
        double rate = plateau.requestsPerSecond();
        double half = plateau.noise();
        String little =
                plateau.holdsLittlesLaw()
                        ? "Little's law holds to within "
                                + number(100 * Math.abs(plateau.littleRatio() - 1), 1)
                                + " %"
                        : "Little's law is off by "
                                + number(100 * Math.abs(plateau.littleRatio() - 1), 0)
                                + " %: the level was not steady";
        return new Saturation.Found(
                rate,
                Math.max(0, rate - half),
                rate + half,
                plateau.users(),
                "closed-loop ladder, plateau at %d users over %s; %s"
                        .formatted(plateau.users(), span(plateau.measuredSeconds()), little));
    }

    private Level measure(LevelPlan plan) throws RunFailedException, InterruptedException {
        Level level = probe.measure(plan);
        levels.add(level);
        budget.spend(plan.rampSeconds() + plan.settleSeconds() + level.measuredSeconds());
        progress.accept(
                "%d users: %s req/s, latency %s s"
                        .formatted(
                                level.users(),
                                number(level.requestsPerSecond(), 2),
                                number(level.latencySeconds(), 2)));
        return level;
    }

    private static String hopeless(Level level) {
        if (level.failed() > 0) {
            return "requests failed at %d users (%s)".formatted(level.users(), level.failure());
        }
        return "no request ended within %s at %d users"
                .formatted(span(level.measuredSeconds()), level.users());
    }

    private static Saturation none(double atLeast, String why) {
        return new Saturation.NoPlateau(atLeast, why);
    }
}
