package io.spillway.actuate.cluster;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much of a whole GPU a replica has, from what the device plugin's node labels say: the smaller
 * of its share of multiprocessors and its share of memory. Both MIG strategies are understood:
 * {@code mixed} labels each profile ({@code nvidia.com/mig-1g.12gb.multiprocessors}), {@code
 * single} labels the GPU ({@code nvidia.com/gpu.multiprocessors}) and puts the profile into the
 * product.
 */
final class CapacityPrior {

    /** Nothing is known. */
    static final double UNKNOWN = 1;

    private static final String MIG = "nvidia.com/mig-";
    private static final String GPU = "nvidia.com/gpu";
    private static final double MIB_PER_GB = 1e9 / (1 << 20);

    /** Whole GPUs: multiprocessors and gigabytes, the first whose name the product contains. */
    private record Whole(String product, double multiprocessors, double gigabytes) {}

    private static final List<Whole> WHOLE =
            List.of(
                    new Whole("GH200-144", 132, 144),
                    new Whole("GH200", 132, 96),
                    new Whole("H200", 132, 141),
                    new Whole("H100-NVL", 132, 94),
                    new Whole("H100-96", 132, 96),
                    new Whole("H100", 132, 80),
                    new Whole("B200", 148, 180),
                    new Whole("A100-SXM4-80", 108, 80),
                    new Whole("A100-PCIE-80", 108, 80),
                    new Whole("A100-80", 108, 80),
                    new Whole("A100", 108, 40),
                    new Whole("A30", 56, 24));

    private CapacityPrior() {}

    /** The share, 0 to 1; {@link #UNKNOWN} for a whole GPU, and when the labels do not say. */
    static double of(String resource, Map<String, String> nodeLabels) {
        boolean mixed = resource.startsWith(MIG);
        String product = nodeLabels.getOrDefault(GPU + ".product", "").toUpperCase(Locale.ROOT);
        boolean single = resource.equals(GPU) && product.contains("-MIG-");
        if (!mixed && !single) {
            return UNKNOWN;
        }
        String prefix = mixed ? resource : GPU;
        double multiprocessors = number(nodeLabels.get(prefix + ".multiprocessors"));
        double mebibytes = number(nodeLabels.get(prefix + ".memory"));
        for (Whole whole : WHOLE) {
            if (product.contains(whole.product)) {
                double share =
                        Math.min(
                                multiprocessors / whole.multiprocessors,
                                mebibytes / (whole.gigabytes * MIB_PER_GB));
                return share > 0 && share < 1 ? share : UNKNOWN;
            }
        }
        return UNKNOWN;
    }

    private static double number(@org.jspecify.annotations.Nullable String text) {
        if (text == null) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }
}
