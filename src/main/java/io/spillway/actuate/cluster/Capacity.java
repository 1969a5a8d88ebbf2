package io.spillway.actuate.cluster;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the nodes have left: allocatable less what pods asked for, as the scheduler counts. Pods
 * that wait for a node will take one, so they count against the cluster. Pure.
 */
record Capacity(List<NodeView> nodes, List<Claim> claims) {

    Capacity {
        nodes = List.copyOf(nodes);
        claims = List.copyOf(claims);
    }

    /** Extended resources, such as {@code nvidia.com/mig-1g.12gb}, are counted in whole devices. */
    static boolean isDevice(String resource) {
        return resource.contains("/") && !resource.startsWith("kubernetes.io/");
    }

    /**
     * Says why no more of these requests fit, with numbers; null when they fit.
     *
     * @param requests of one more replica
     * @param node the only one allowed, null for any
     * @param promised replicas that were asked for and have no pod yet
     */
    @Nullable String refusal(Map<String, Double> requests, @Nullable String node, int promised) {
        for (var request : new TreeMap<>(requests).entrySet()) {
            if (isDevice(request.getKey())) {
                String refusal = refusal(request.getKey(), request.getValue(), node, promised);
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        return null;
    }

    private @Nullable String refusal(
            String resource, double wanted, @Nullable String only, int promised) {
        long slots = 0;
        double waiting = 0;
        List<String> counts = new ArrayList<>();
        for (NodeView node : nodes) {
            double allocatable = node.allocatable().getOrDefault(resource, 0.0);
            boolean eligible = node.takesPods() && (only == null || only.equals(node.name()));
            if (allocatable <= 0 || !eligible) {
                continue;
            }
            double requested = requested(node.name(), resource);
            slots += (long) Math.floor(Math.max(0, allocatable - requested) / wanted);
            counts.add(
                    "node %s: %s of %s requested"
                            .formatted(node.name(), number(requested), number(allocatable)));
        }
        for (Claim claim : claims) {
            if (claim.node().isEmpty() && (only == null)) {
                waiting += claim.requests().getOrDefault(resource, 0.0);
            }
        }
        double left = slots - waiting / wanted - promised;
        if (left >= 1) {
            return null;
        }
        String where = only == null ? "" : " on node " + only;
        if (counts.isEmpty()) {
            return "%s is offered by no node that takes pods%s"
                    .formatted(resource, only == null ? "" : where + " (or there is no such node)");
        }
        String queue = waiting > 0 ? "; waiting pods ask for " + number(waiting) : "";
        String soon = promised > 0 ? "; %d more were started just now".formatted(promised) : "";
        return "no free %s%s: %s%s%s"
                .formatted(resource, where, String.join(", ", counts), queue, soon);
    }

    private double requested(String node, String resource) {
        double sum = 0;
        for (Claim claim : claims) {
            if (claim.node().equals(node)) {
                sum += claim.requests().getOrDefault(resource, 0.0);
            }
        }
        return sum;
    }

    /** Per node, every resource of the requests that it is short of; empty when it has them all. */
    String shortage(Map<String, Double> requests) {
        List<String> texts = new ArrayList<>();
        for (NodeView node : nodes) {
            var lacking = new LinkedHashMap<String, String>();
            if (!node.takesPods()) {
                texts.add("%s takes no pods".formatted(node.name()));
                continue;
            }
            for (var request : new TreeMap<>(requests).entrySet()) {
                double has = node.allocatable().getOrDefault(request.getKey(), 0.0);
                double taken = requested(node.name(), request.getKey());
                if (has - taken < request.getValue()) {
                    lacking.put(
                            request.getKey(),
                            "%s (needs %s, %s of %s requested)"
                                    .formatted(
                                            request.getKey(),
                                            amount(request.getKey(), request.getValue()),
                                            amount(request.getKey(), taken),
                                            amount(request.getKey(), has)));
                }
            }
            if (!lacking.isEmpty()) {
                texts.add(node.name() + " is short of " + String.join(", ", lacking.values()));
            }
        }
        return String.join("; ", texts);
    }

    private static String amount(String resource, double value) {
        boolean bytes = resource.equals("memory") || resource.equals("ephemeral-storage");
        return bytes ? String.format(Locale.ROOT, "%.1f GiB", value / (1L << 30)) : number(value);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
