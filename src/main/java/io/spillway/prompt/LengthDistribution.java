package io.spillway.prompt;

import io.spillway.time.Seeds;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

import java.util.function.ToDoubleFunction;

/**
 * Lengths drawn from a distribution, with inference-perf's semantics: draws are clipped to [min,
 * max] and rounded half to even, never drawn again, so that mass piles up on the bounds. A fixed
 * length is the mean without its fraction, whatever the bounds. Immutable and thread-safe.
 */
public final class LengthDistribution {

    private final ToDoubleFunction<UniformRandomProvider> draw;
    private final int min;
    private final int max;

    private LengthDistribution(ToDoubleFunction<UniformRandomProvider> draw, int min, int max) {
        this.draw = draw;
        this.min = min;
        this.max = max;
    }

    /** The distribution that a file describes. */
    public static LengthDistribution of(LengthSpec spec) {
        if (spec.type() == LengthSpec.Type.FIXED) {
            int tokens = (int) spec.mean();
            return new LengthDistribution(_ -> tokens, tokens, tokens);
        }
        return new LengthDistribution(sampler(spec), spec.min(), spec.max());
    }

    /** The length of the item with this index: pure, and cheap. */
    public int at(Seeds seeds, long index) {
        return draw(seeds.at(index).generator());
    }

    /** One length. */
    public int draw(UniformRandomProvider random) {
        double raw = Math.clamp(draw.applyAsDouble(random), (double) min, (double) max);
        return (int) Math.rint(raw);
    }

    private static ToDoubleFunction<UniformRandomProvider> sampler(LengthSpec spec) {
        double mean = spec.mean();
        double deviation = spec.deviation();
        return switch (spec.type()) {
            case NORMAL -> random -> mean + deviation * gaussian(random);
            case LOGNORMAL -> logNormal(0, mean, deviation);
            case SHIFTED_LOGNORMAL -> {
                double above = mean - spec.min();
                yield logNormal(spec.min(), above > 0 ? above : 1, deviation);
            }
            case UNIFORM -> {
                int span = spec.max() - spec.min() + 1;
                yield random -> spec.min() + random.nextInt(span);
            }
            case FIXED -> _ -> mean;
            case SKEW_NORMAL -> skewNormal(mean, deviation, spec.skew());
            case POISSON -> poisson(mean);
        };
    }

    private static double gaussian(UniformRandomProvider random) {
        return ZigguratSampler.NormalizedGaussian.of(random).sample();
    }

    /** Matched by moments: σ² = ln(1 + (s/m)²), μ = ln m − σ²/2. */
    private static ToDoubleFunction<UniformRandomProvider> logNormal(
            double shift, double mean, double deviation) {
        double variance = Math.log1p(Math.pow(deviation / mean, 2));
        double mu = Math.log(mean) - variance / 2;
        double sigma = Math.sqrt(variance);
        return random -> shift + Math.exp(mu + sigma * gaussian(random));
    }

    /**
     * Azzalini (1985): location + scale·(δ·|N₁| + √(1−δ²)·N₂), δ = α/√(1+α²). Mean and standard
     * deviation are the location and the scale, not those of the result.
     */
    private static ToDoubleFunction<UniformRandomProvider> skewNormal(
            double location, double scale, double skew) {
        double delta = skew / Math.sqrt(1 + skew * skew);
        double rest = Math.sqrt(1 - delta * delta);
        return random -> {
            var normal = ZigguratSampler.NormalizedGaussian.of(random);
            double first = Math.abs(normal.sample());
            return location + scale * (delta * first + rest * normal.sample());
        };
    }

    private static ToDoubleFunction<UniformRandomProvider> poisson(double mean) {
        var prototype = PoissonSampler.of(Seeds.of(0).generator(), mean);
        return random -> prototype.withUniformRandomProvider(random).sample();
    }
}
