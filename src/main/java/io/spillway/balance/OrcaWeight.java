package io.spillway.balance;

/**
 * The weight of one endpoint from its load reports, after gRPC proposal A58: {@code qps /
 * (utilization + errors per second / qps · penalty)}. Unknown (0) during the blackout after its
 * first report, and when the last report is older than the expiration.
 */
final class OrcaWeight {

    /**
     * @param blackoutNanos how long after the first report nothing is believed
     * @param expirationNanos how long a report is believed
     * @param errorPenalty how much an error rate adds to the utilization
     */
    record Rules(long blackoutNanos, long expirationNanos, double errorPenalty) {}

    /** What an endpoint reports: rates per second, and utilization 0 to 1 (or above). */
    record Report(double queriesPerSecond, double errorsPerSecond, double utilization) {}

    private static final long NEVER = Long.MIN_VALUE;

    private final Rules rules;
    private double weight;
    private long knownSinceNanos = NEVER;
    private long updatedNanos;

    OrcaWeight(Rules rules) {
        this.rules = rules;
    }

    static double weightOf(Report report, double errorPenalty) {
        if (!(report.utilization > 0) || !(report.queriesPerSecond > 0)) {
            return 0;
        }
        double errorShare = report.errorsPerSecond / report.queriesPerSecond;
        return report.queriesPerSecond / (report.utilization + errorShare * errorPenalty);
    }

    void report(Report report, long nowNanos) {
        double reported = weightOf(report, rules.errorPenalty);
        if (reported > 0) {
            if (knownSinceNanos == NEVER) {
                knownSinceNanos = nowNanos;
            }
            weight = reported;
            updatedNanos = nowNanos;
        }
    }

    /** The weight, 0 when unknown. */
    double weight(long nowNanos) {
        if (knownSinceNanos == NEVER) {
            return 0;
        }
        if (nowNanos - updatedNanos >= rules.expirationNanos) {
            knownSinceNanos = NEVER;
            return 0;
        }
        return nowNanos - knownSinceNanos < rules.blackoutNanos ? 0 : weight;
    }
}
