package io.spillway.arrival;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cumulative intensity of a rate profile, and its inverse: how many requests are due by a time,
 * and when a number of requests is due. Arrivals of rate 1 mapped through the inverse have the
 * profile's rate (time change of a Poisson process).
 */
final class Intensity {

    private final List<Piece> pieces;
    private final double[] startSeconds;
    private final double[] startRequests;
    private final double totalRequests;
    private final double totalSeconds;

    private Intensity(List<Piece> pieces) {
        this.pieces = pieces;
        startSeconds = new double[pieces.size()];
        startRequests = new double[pieces.size()];
        double seconds = 0;
        double requests = 0;
        for (int i = 0; i < pieces.size(); i++) {
            startSeconds[i] = seconds;
            startRequests[i] = requests;
            seconds += pieces.get(i).seconds();
            requests += pieces.get(i).requests(pieces.get(i).seconds());
        }
        totalSeconds = seconds;
        totalRequests = requests;
    }

    static Intensity of(RateProfile profile) {
        List<Piece> pieces = new ArrayList<>();
        collect(profile, pieces);
        return new Intensity(pieces);
    }

    /** Requests due in the whole profile. */
    double total() {
        return totalRequests;
    }

    /**
     * When that many requests are due, in seconds: the latest such time, so that a request due
     * across a silence comes at its end.
     */
    double secondsOf(double requests) {
        if (requests >= totalRequests) {
            return totalSeconds;
        }
        int found = Arrays.binarySearch(startRequests, requests);
        int piece = found >= 0 ? found : -found - 2;
        while (piece + 1 < startRequests.length && startRequests[piece + 1] <= requests) {
            piece++;
        }
        double within = pieces.get(piece).secondsOf(requests - startRequests[piece]);
        return startSeconds[piece] + Math.min(within, pieces.get(piece).seconds());
    }

    /** Requests due in a profile, as a decimal: exact but for exponential ramps and days. */
    static BigDecimal expected(RateProfile profile) {
        return switch (profile) {
            case RateProfile.Constant flat -> flat.rate().multiply(flat.seconds());
            case RateProfile.Linear ramp ->
                    ramp.from()
                            .add(ramp.to())
                            .multiply(ramp.seconds())
                            .multiply(new BigDecimal("0.5"));
            case RateProfile.Exponential _, RateProfile.Diurnal _ ->
                    BigDecimal.valueOf(of(profile).total()).setScale(6, RoundingMode.HALF_EVEN);
            case RateProfile.Sequence sequence ->
                    sequence.parts().stream()
                            .map(Intensity::expected)
                            .reduce(BigDecimal.ZERO, BigDecimal::add);
        };
    }

    private static void collect(RateProfile profile, List<Piece> pieces) {
        double seconds = profile.seconds().doubleValue();
        switch (profile) {
            case RateProfile.Constant flat -> {
                double rate = flat.rate().doubleValue();
                pieces.add(new Ramp(rate, rate, seconds));
            }
            case RateProfile.Linear ramp ->
                    pieces.add(
                            new Ramp(ramp.from().doubleValue(), ramp.to().doubleValue(), seconds));
            case RateProfile.Exponential ramp ->
                    pieces.add(
                            new Growth(
                                    ramp.from().doubleValue(), ramp.to().doubleValue(), seconds));
            case RateProfile.Diurnal day ->
                    pieces.add(
                            new Wave(
                                    day.mean().doubleValue(),
                                    day.amplitude().doubleValue(),
                                    day.periodSeconds().doubleValue(),
                                    day.phase().doubleValue(),
                                    seconds));
            case RateProfile.Sequence sequence ->
                    sequence.parts().forEach(part -> collect(part, pieces));
        }
    }

    /** A part of the profile with a formula of its own; times and requests count from its start. */
    private sealed interface Piece {
        double seconds();

        double requests(double atSeconds);

        double secondsOf(double requests);
    }

    /** a·t + (b−a)/(2T)·t². */
    private record Ramp(double from, double to, double seconds) implements Piece {
        @Override
        public double requests(double atSeconds) {
            return from * atSeconds + (to - from) / (2 * seconds) * atSeconds * atSeconds;
        }

        /** The root in the form that does not cancel. */
        @Override
        public double secondsOf(double requests) {
            if (requests <= 0) {
                return 0;
            }
            double slope = (to - from) / seconds;
            double rate = Math.sqrt(Math.max(0, from * from + 2 * slope * requests));
            return 2 * requests / (from + rate);
        }
    }

    /** a·(e^(k·t) − 1)/k with k = ln(b/a)/T. */
    private record Growth(double from, double to, double seconds) implements Piece {
        private double exponent() {
            return Math.log(to / from) / seconds;
        }

        @Override
        public double requests(double atSeconds) {
            double k = exponent();
            return k == 0 ? from * atSeconds : from * Math.expm1(k * atSeconds) / k;
        }

        @Override
        public double secondsOf(double requests) {
            double k = exponent();
            return k == 0 ? requests / from : Math.log1p(k * requests / from) / k;
        }
    }

    /** m·t − A·P/(2π)·(sin 2π(t/P+φ) − sin 2πφ); the inverse by bisection, as it is monotone. */
    private record Wave(double mean, double amplitude, double period, double phase, double seconds)
            implements Piece {
        @Override
        public double requests(double atSeconds) {
            double swing = amplitude * period / (2 * Math.PI);
            return mean * atSeconds
                    - swing
                            * (Math.sin(2 * Math.PI * (atSeconds / period + phase))
                                    - Math.sin(2 * Math.PI * phase));
        }

        @Override
        public double secondsOf(double requests) {
            double low = 0;
            double high = seconds;
            for (int i = 0; i < 100; i++) {
                double middle = (low + high) / 2;
                if (middle <= low || middle >= high) {
                    break;
                }
                if (requests(middle) <= requests) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
