package io.spillway.balance;

import org.jspecify.annotations.Nullable;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a whole GPU a MIG instance is, as a first guess at its share of traffic: the smaller
 * of its share of streaming multiprocessors and its share of memory slices. Decoding is bound by
 * memory bandwidth, prefill by compute; the smaller one limits.
 *
 * <p>Multiprocessors are those of an H100 (132 in all: 16, 26 for the double-memory 1g, 32, 60,
 * 64), which "compute slices / 7" would get wrong; memory slices are eighths. Instances of other
 * generations have nearly the same proportions.
 */
public final class MigPrior {

    private static final Pattern PROFILE =
            Pattern.compile("(?:.*[/-])?([1-7])g\\.([0-9]+)gb(?:[.+-].*)?");

    private static final double MULTIPROCESSORS = 132;
    private static final double MEMORY_SLICES = 8;

    private MigPrior() {}

    /**
     * The share, 0 to 1, of a profile or resource name such as {@code 1g.12gb} or {@code
     * nvidia.com/mig-3g.48gb}; empty when it is not one.
     */
    public static OptionalDouble of(@Nullable String name) {
        if (name == null) {
            return OptionalDouble.empty();
        }
        Matcher matcher = PROFILE.matcher(name);
        if (!matcher.matches()) {
            return OptionalDouble.empty();
        }
        int computeSlices = Integer.parseInt(matcher.group(1));
        int gigabytes = Integer.parseInt(matcher.group(2));
        return share(computeSlices, hasDoubleMemory(gigabytes));
    }

    /** 1g with the memory of 2g, such as {@code 1g.20gb} or {@code 1g.24gb}. */
    private static boolean hasDoubleMemory(int gigabytes) {
        return switch (gigabytes) {
            case 20, 24, 35, 36, 45, 47, 67, 70 -> true;
            default -> false;
        };
    }

    private static OptionalDouble share(int computeSlices, boolean doubleMemory) {
        double multiprocessors =
                switch (computeSlices) {
                    case 1 -> doubleMemory ? 26 : 16;
                    case 2 -> 32;
                    case 3 -> 60;
                    case 4 -> 64;
                    case 7 -> 132;
                    default -> Double.NaN;
                };
        double memory =
                switch (computeSlices) {
                    case 1 -> doubleMemory ? 2 : 1;
                    case 2 -> 2;
                    case 3, 4 -> 4;
                    default -> 8;
                };
        double share = Math.min(multiprocessors / MULTIPROCESSORS, memory / MEMORY_SLICES);
        return Double.isNaN(share) ? OptionalDouble.empty() : OptionalDouble.of(share);
    }
}
