package io.spillway.arrival;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Seconds and rates turned into whole nanoseconds: decimals rounded down, doubles to nearest. */
final class DecimalNanos {

    private DecimalNanos() {}

    static long ofSeconds(BigDecimal seconds) {
        return seconds.movePointRight(9).setScale(0, RoundingMode.DOWN).longValueExact();
    }

    static long ofSeconds(double seconds) {
        return Math.round(seconds * 1e9);
    }

    /** Computes n/rate for many n: each from n alone, so that no error adds up. */
    static final class Spacing {
        private final BigInteger bigNumerator;
        private final BigInteger bigDenominator;
        private final long numerator;
        private final long denominator;

        Spacing(BigDecimal rate) {
            BigDecimal plain = rate.stripTrailingZeros();
            int scale = Math.max(0, plain.scale());
            BigInteger billion = BigInteger.valueOf(1_000_000_000L);
            BigInteger numerator = billion.multiply(BigInteger.TEN.pow(scale));
            BigInteger denominator = plain.movePointRight(scale).toBigIntegerExact();
            BigInteger divisor = numerator.gcd(denominator);
            this.bigNumerator = numerator.divide(divisor);
            this.bigDenominator = denominator.divide(divisor);
            boolean small = bigNumerator.bitLength() < 63 && bigDenominator.bitLength() < 63;
            this.numerator = small ? bigNumerator.longValueExact() : Long.MAX_VALUE;
            this.denominator = small ? bigDenominator.longValueExact() : 1;
        }

        /** ⌊n/rate⌋ in nanoseconds. */
        long nanos(long n) {
            boolean fits =
                    numerator != Long.MAX_VALUE
                            && Math.multiplyHigh(n, numerator) == 0
                            && n * numerator >= 0;
            if (fits) {
                return n * numerator / denominator;
            }
            return BigInteger.valueOf(n)
                    .multiply(bigNumerator)
                    .divide(bigDenominator)
                    .longValueExact();
        }
    }
}
