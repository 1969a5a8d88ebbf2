package io.spillway.policy.ray;

/**
 * Ray Serve's decision:
 *
 * <pre>
 * desired = requests / target, Δ = desired − running
 * n = ceil(running + factor · Δ), one less when rounding would keep a shrinking deployment as it is
 * </pre>
 *
 * <p>and n must stay on one side of the target for the delay of its direction before it becomes the
 * target. The last replica goes only alone, after a delay of its own; from none the first comes at
 * once.
 */
final class RayAutoscaler {
    private final Settings settings;
    private int direction;
    private long sinceNanos;

    RayAutoscaler(Settings settings) {
        this.settings = settings;
    }

    record Settings(
            double targetOngoingRequests,
            double upscalingFactor,
            double downscalingFactor,
            Delays delays,
            int min,
            int max) {}

    record Delays(long upNanos, long downNanos, long toZeroNanos) {}

    /** What it would be without delays. */
    static int desired(int running, double requests, Settings settings) {
        double wanted = requests / settings.targetOngoingRequests;
        double delta = wanted - running;
        double factor = delta > 0 ? settings.upscalingFactor : settings.downscalingFactor;
        int n = (int) Math.min(Integer.MAX_VALUE, Math.ceil(running + factor * delta));
        if (Math.ceil(wanted) < running && n == running) {
            n--;
        }
        return Math.clamp(n, settings.min, settings.max);
    }

    /** The new target. */
    int next(long nowNanos, int running, int target, double requests) {
        if (running == 0 && target == 0) {
            direction = 0;
            if (requests <= 0) {
                return Math.clamp(0, settings.min, settings.max);
            }
            int first = (int) Math.ceil(settings.upscalingFactor);
            return Math.clamp(Math.max(first, target), settings.min, settings.max);
        }
        int wanted =
                running == 0 && requests > 0
                        ? Math.max((int) Math.ceil(settings.upscalingFactor), target)
                        : desired(running, requests, settings);
        wanted = Math.clamp(wanted, settings.min, settings.max);
        if (wanted == 0 && target > 1) {
            wanted = 1;
        }
        int way = Integer.compare(wanted, target);
        if (way != direction) {
            direction = way;
            sinceNanos = nowNanos;
        }
        if (way == 0 || nowNanos - sinceNanos < delay(way, wanted)) {
            return target;
        }
        direction = 0;
        return wanted;
    }

    private long delay(int way, int wanted) {
        if (way > 0) {
            return settings.delays.upNanos();
        }
        return wanted == 0 ? settings.delays.toZeroNanos() : settings.delays.downNanos();
    }
}
