package io.spillway.actuate.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Map;

class CapacityPriorTest {

    @Test
    void mixedStrategyLabelsTheProfile() {
        var labels =
                Map.of(
                        "nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3",
                        "nvidia.com/mig-1g.10gb.multiprocessors", "16",
                        "nvidia.com/mig-1g.10gb.memory", "9984");
        // 16 of 132 multiprocessors; 9984 MiB of 80 GB is a little more.
        assertEquals(16 / 132.0, CapacityPrior.of("nvidia.com/mig-1g.10gb", labels), 1e-9);
    }

    @Test
    void singleStrategyPutsTheProfileIntoTheProduct() {
        var labels =
                Map.of(
                        "nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3-MIG-3g.40gb",
                        "nvidia.com/gpu.multiprocessors", "60",
                        "nvidia.com/gpu.memory", "40448");
        assertEquals(60 / 132.0, CapacityPrior.of("nvidia.com/gpu", labels), 1e-9);
    }

    @Test
    void aWholeGpuIsOne() {
        var labels =
                Map.of(
                        "nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3",
                        "nvidia.com/gpu.multiprocessors", "132",
                        "nvidia.com/gpu.memory", "81559");
        assertEquals(1, CapacityPrior.of("nvidia.com/gpu", labels));
    }

    @Test
    void labelsThatDoNotSayLeaveItUnknown() {
        assertEquals(1, CapacityPrior.of("nvidia.com/mig-1g.12gb", Map.of()));
        var odd =
                Map.of(
                        "nvidia.com/gpu.product", "NVIDIA-H200",
                        "nvidia.com/mig-1g.18gb.multiprocessors", "many",
                        "nvidia.com/mig-1g.18gb.memory", "16384");
        assertEquals(1, CapacityPrior.of("nvidia.com/mig-1g.18gb", odd));
    }
}
