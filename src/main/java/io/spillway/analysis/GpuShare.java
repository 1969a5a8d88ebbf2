package io.spillway.analysis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What part of a GPU a replica takes.
 *
 * @param fraction 1 for a whole GPU, more for several
 * @param basis how it was counted, to be shown wherever GPU-seconds are
 */
public record GpuShare(double fraction, String basis) {
    private static final Pattern PROFILE = Pattern.compile("(?:mig-)?([1-7])g\\.(\\d+)gb.*");
    private static final int MEMORY_SLICES = 8;
    private static final int COMPUTE_SLICES = 7;

    public GpuShare {
        if (!(fraction > 0)) {
            throw new IllegalArgumentException("GPU share is not above 0: " + fraction);
        }
    }

    /** Whole GPUs. */
    public static GpuShare whole(int gpus) {
        return new GpuShare(gpus, gpus == 1 ? "1 GPU a replica" : gpus + " GPUs a replica");
    }

    /** A MIG profile such as {@code mig-1g.12gb}, by compute slices of seven. */
    public static GpuShare byCompute(String profile) {
        int slices = Integer.parseInt(match(profile).group(1));
        return new GpuShare(
                (double) slices / COMPUTE_SLICES, slices + " of 7 compute slices a replica");
    }

    /** A MIG profile, by memory slices of eight, on a GPU with that much memory. */
    public static GpuShare byMemory(String profile, double gpuGigabytes) {
        double gigabytes = Double.parseDouble(match(profile).group(2));
        long slices = Math.max(1, Math.round(gigabytes / (gpuGigabytes / MEMORY_SLICES)));
        return new GpuShare(
                (double) slices / MEMORY_SLICES, slices + " of 8 memory slices a replica");
    }

    private static Matcher match(String profile) {
        Matcher matcher = PROFILE.matcher(profile);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a MIG profile: " + profile);
        }
        return matcher;
    }
}
