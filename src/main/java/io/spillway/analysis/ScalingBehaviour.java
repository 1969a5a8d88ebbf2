package io.spillway.analysis;

import io.spillway.fleet.RunEvent;

import java.util.ArrayList;
import java.util.List;

/**
 * How calmly the policy steered.
 *
 * @param flapsPerHour changes of direction per hour
 * @param regrets scale-ins followed by a scale-out within the start-up time: replicas given away
 *     that were needed before a new one could have been started
 * @param overshoot replicas by which the most there ever were exceeded the most ever needed;
 *     negative when supply never reached demand
 */
public record ScalingBehaviour(double flapsPerHour, int regrets, int overshoot) {

    /**
     * Of a run's events.
     *
     * @param startUpSeconds from ordering a replica to its readiness
     * @param span demand and supply while the load ran
     */
    public static ScalingBehaviour of(List<RunEvent> events, double startUpSeconds, Span span) {
        var changes = new ArrayList<RunEvent.Scaled>();
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Scaled scaled) {
                changes.add(scaled);
            }
        }
        int flaps = 0;
        int regrets = 0;
        for (int i = 1; i < changes.size(); i++) {
            RunEvent.Scaled before = changes.get(i - 1);
            RunEvent.Scaled now = changes.get(i);
            flaps += before.isOut() != now.isOut() ? 1 : 0;
            double gapSeconds = (now.atNanos() - before.atNanos()) / 1e9;
            regrets += !before.isOut() && now.isOut() && gapSeconds <= startUpSeconds ? 1 : 0;
        }
        return new ScalingBehaviour(
                flaps / (span.seconds() / 3600), regrets, span.maxSupply() - span.maxDemand());
    }

    /** The most replicas ready and needed, and how long was looked at. */
    public record Span(int maxSupply, int maxDemand, double seconds) {}
}
