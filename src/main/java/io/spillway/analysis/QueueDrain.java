package io.spillway.analysis;

/**
 * The fluid bound on a backlog: no policy drains it faster. While n₁ replicas of capacity μ face λ
 * for the time T until more are ready, B = (λ − n₁μ)·T piles up; n₂ replicas drain it in B / (n₂μ −
 * λ).
 *
 * @param backlog requests waiting when the new replicas are ready
 * @param drainSeconds from then until nothing waits; infinite when n₂ replicas are too few
 * @param totalSeconds from the rise of the load
 */
public record QueueDrain(double backlog, double drainSeconds, double totalSeconds) {

    /**
     * The bound.
     *
     * @param arrivalRate λ, requests per second
     * @param capacity μ, requests per second of one replica
     */
    public static QueueDrain bound(double arrivalRate, double capacity, Growth growth) {
        double excess = arrivalRate - growth.before() * capacity;
        double backlog = Math.max(0, excess) * growth.seconds();
        double spare = growth.after() * capacity - arrivalRate;
        double drain = backlog == 0 ? 0 : spare > 0 ? backlog / spare : Double.POSITIVE_INFINITY;
        return new QueueDrain(backlog, drain, growth.seconds() + drain);
    }

    /** From so many replicas to so many, taking so long. */
    public record Growth(int before, int after, double seconds) {}
}
