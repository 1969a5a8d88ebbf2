package io.spillway.balance;

import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSample;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The traffic weight of each replica. Pure; confined to the control thread.
 *
 * <p>A configured weight comes first, then the MIG prior, then 1. Measured capacity replaces these
 * where there is any: with {@code k} the mean of measured over prior, a replica's weight is its
 * measured capacity / k, so that measured and unmeasured replicas share one scale. A measurement
 * within a tenth of its prior confirms the prior, which keeps equal replicas exactly equal; it
 * never moves a weight by more than a factor of 10.
 */
public final class WeightBook {

    /** Where weights come from. */
    public enum Mode {
        /** Measured, else configured or MIG, else equal. */
        AUTO,
        /** Configured, else equal. */
        STATIC,
        /** The MIG prior, else equal. */
        MIG,
        /** Measured, else equal. */
        MEASURED;

        /** The mode of a name as experiment files spell it. */
        public static Mode named(String name) {
            for (Mode mode : values()) {
                if (mode.name().equalsIgnoreCase(name)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException(
                    "weights must be auto, static, mig or measured, not '" + name + "'");
        }
    }

    private static final double CONFIRMS = 0.1;
    private static final double LARGEST_FACTOR = 10;

    /** A weight in use is replaced only by one that differs by more than this. */
    private static final double HYSTERESIS = 0.05;

    private final Mode mode;
    private final Map<ReplicaId, Page> pages = new LinkedHashMap<>();

    private static final class Page {
        final double prior;
        final CapacityMeter meter = new CapacityMeter();
        double weight;

        Page(double prior) {
            this.prior = prior;
            this.weight = prior;
        }
    }

    public WeightBook(Mode mode) {
        this.mode = mode;
    }

    /**
     * A replica got its address.
     *
     * @param configured its weight in the experiment file, null when there is none
     * @param gpuResource its GPU resource, such as {@code nvidia.com/mig-1g.12gb}
     * @param actuatorPrior what the actuator read from labels; 1 (or not above 0) when it knows
     *     nothing
     */
    public void arrived(
            ReplicaId id,
            @Nullable Double configured,
            @Nullable String gpuResource,
            double actuatorPrior) {
        pages.put(id, new Page(prior(configured, gpuResource, actuatorPrior)));
    }

    private double prior(
            @Nullable Double configured, @Nullable String gpuResource, double actuatorPrior) {
        return switch (mode) {
            case AUTO ->
                    configured != null && configured > 0
                            ? configured
                            : migPrior(gpuResource, actuatorPrior);
            case STATIC -> configured != null && configured > 0 ? configured : 1;
            case MIG -> migPrior(gpuResource, actuatorPrior);
            case MEASURED -> 1;
        };
    }

    private static double migPrior(@Nullable String gpuResource, double actuatorPrior) {
        boolean labelled =
                actuatorPrior > 0 && actuatorPrior != 1 && !Double.isInfinite(actuatorPrior);
        return labelled ? actuatorPrior : MigPrior.of(gpuResource).orElse(1);
    }

    /** A replica is gone. */
    public void left(ReplicaId id) {
        pages.remove(id);
    }

    /** Learns from a fresh sample; others are ignored. */
    public void observe(ReplicaSample sample) {
        Page page = pages.get(sample.replica());
        if (page != null && sample.isFresh()) {
            page.meter.observe(sample);
        }
    }

    /** Takes what was learnt into the weights. */
    public void renew() {
        boolean measures =
                switch (mode) {
                    case AUTO, MEASURED -> true;
                    case STATIC, MIG -> false;
                };
        if (!measures) {
            return;
        }
        double capacity = 0;
        double prior = 0;
        for (Page page : pages.values()) {
            if (page.meter.isKnown()) {
                capacity += page.meter.tokensPerSecond();
                prior += page.prior;
            }
        }
        for (Page page : pages.values()) {
            double next =
                    page.meter.isKnown() && capacity > 0
                            ? measured(page, page.meter.tokensPerSecond() * prior / capacity)
                            : page.prior;
            if (Math.abs(next - page.weight) > HYSTERESIS * page.weight || next == page.prior) {
                page.weight = next;
            }
        }
    }

    private static double measured(Page page, double weight) {
        double factor = weight / page.prior;
        if (Math.abs(factor - 1) <= CONFIRMS) {
            return page.prior;
        }
        return page.prior * Math.clamp(factor, 1 / LARGEST_FACTOR, LARGEST_FACTOR);
    }

    /** The weight, above 0; 1 for a replica that never arrived. */
    public double weight(ReplicaId id) {
        Page page = pages.get(id);
        return page == null ? 1 : page.weight;
    }
}
