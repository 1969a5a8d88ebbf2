package io.spillway.arrival;

import io.spillway.time.Seeds;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Supplier;

/** Makes the arrivals of a stage from its description. */
final class StageFactory {

    private StageFactory() {}

    static StageArrivals arrivals(StageSpec spec, Seeds seeds) {
        return switch (spec) {
            case StageSpec.Rated rated -> rated(rated.profile(), rated.law(), seeds);
            case StageSpec.Counted counted -> counted(counted, seeds);
            case StageSpec.Burst burst ->
                    EvenArrivals.burst(burst.requests(), DecimalNanos.ofSeconds(burst.seconds()));
        };
    }

    private static StageArrivals rated(RateProfile profile, ArrivalLaw law, Seeds seeds) {
        return switch (law) {
            case ArrivalLaw.Even _ -> EvenArrivals.over(profile);
            case ArrivalLaw.Poisson _ -> renewal(profile, gaps(1, seeds).get());
            case ArrivalLaw.Gamma gamma when gamma.rescale() ->
                    rescaled(profile, gaps(gamma.burstiness(), seeds));
            case ArrivalLaw.Gamma gamma -> renewal(profile, gaps(gamma.burstiness(), seeds).get());
            case ArrivalLaw.InferencePerfConstant _ -> inferencePerfConstant(profile, seeds);
            case ArrivalLaw.InferencePerfPoisson _ ->
                    WindowedArrivals.of(
                            rate(profile).doubleValue(),
                            truncatedInFloatingPoint(profile),
                            seeds::generator);
        };
    }

    private static StageArrivals renewal(RateProfile profile, SharedStateContinuousSampler gaps) {
        Intensity intensity = Intensity.of(profile);
        return RenewalArrivals.until(intensity.total(), gaps, time(profile, intensity));
    }

    private static RenewalArrivals.Time time(RateProfile profile, Intensity intensity) {
        return new RenewalArrivals.Time(
                intensity::secondsOf, DecimalNanos.ofSeconds(profile.seconds()));
    }

    private static StageArrivals rescaled(
            RateProfile profile, Supplier<SharedStateContinuousSampler> gaps) {
        long count = Intensity.expected(profile).setScale(0, RoundingMode.DOWN).longValueExact();
        Intensity intensity = Intensity.of(profile);
        return RenewalArrivals.stretched(count, (double) count, gaps, time(profile, intensity));
    }

    private static StageArrivals inferencePerfConstant(RateProfile profile, Seeds seeds) {
        var time =
                new RenewalArrivals.Time(
                        seconds -> seconds, DecimalNanos.ofSeconds(profile.seconds()));
        return RenewalArrivals.stretched(
                truncatedInFloatingPoint(profile),
                profile.seconds().doubleValue(),
                gaps(1, seeds),
                time);
    }

    /** 0.29/s for 100 s makes 28 in that tool; comparing with it means doing the same. */
    static long truncatedInFloatingPoint(RateProfile profile) {
        return (long) (rate(profile).doubleValue() * profile.seconds().doubleValue());
    }

    private static BigDecimal rate(RateProfile profile) {
        if (profile instanceof RateProfile.Constant flat) {
            return flat.rate();
        }
        throw new IllegalArgumentException("not a constant rate: " + profile);
    }

    private static StageArrivals counted(StageSpec.Counted spec, Seeds seeds) {
        double rate = spec.rate().doubleValue();
        return switch (spec.law()) {
            case ArrivalLaw.Even _ -> EvenArrivals.counted(spec.requests(), spec.rate());
            case ArrivalLaw.Poisson _ ->
                    RenewalArrivals.counted(spec.requests(), rate, gaps(1, seeds));
            case ArrivalLaw.Gamma gamma when gamma.rescale() -> {
                long duration = new DecimalNanos.Spacing(spec.rate()).nanos(spec.requests());
                var time = new RenewalArrivals.Time(due -> due / rate, duration);
                yield RenewalArrivals.stretched(
                        spec.requests(),
                        (double) spec.requests(),
                        gaps(gamma.burstiness(), seeds),
                        time);
            }
            case ArrivalLaw.Gamma gamma ->
                    RenewalArrivals.counted(spec.requests(), rate, gaps(gamma.burstiness(), seeds));
            case ArrivalLaw.InferencePerfConstant _, ArrivalLaw.InferencePerfPoisson _ ->
                    throw new IllegalArgumentException("needs a duration: " + spec.law());
        };
    }

    /** Gaps of mean 1: Gamma(shape, 1/shape); shape 1 is the exponential. */
    private static Supplier<SharedStateContinuousSampler> gaps(double shape, Seeds seeds) {
        return () -> {
            UniformRandomProvider random = seeds.generator();
            return shape == 1
                    ? ZigguratSampler.Exponential.of(random)
                    : AhrensDieterMarsagliaTsangGammaSampler.of(random, shape, 1 / shape);
        };
    }
}
