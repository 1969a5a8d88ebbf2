package io.spillway.actuate.helm;

import io.spillway.actuate.cluster.Reach;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Releases as a fleet.
 *
 * @param chart a folder, an archive or a reference
 * @param releasePrefix releases are called {@code <prefix>-<n>}
 * @param port the server listens on; with {@link Reach#HOST_PORT} the n-th on {@code port + n − 1}
 * @param chartValues what each release gets
 */
public record HelmSettings(
        String chart,
        String releasePrefix,
        int port,
        Reach reach,
        int maxReplicas,
        Values chartValues) {

    /** The longest name Helm accepts is 53 characters. */
    private static final int LONGEST_PREFIX = 46;

    public HelmSettings {
        if (!releasePrefix.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?")
                || releasePrefix.length() > LONGEST_PREFIX) {
            throw new IllegalArgumentException(
                    "a release prefix is 1 to %d of a-z, 0-9 and '-': %s"
                            .formatted(LONGEST_PREFIX, releasePrefix));
        }
    }

    /**
     * Values of the chart.
     *
     * @param values as a values file has them
     * @param set single values by dotted path; they win over {@code values}
     * @param secrets single values by dotted path that are only ever handed over in memory
     * @param keys how the chart calls what differs between replicas
     */
    public record Values(
            Map<String, Object> values,
            Map<String, Object> set,
            Map<String, String> secrets,
            Keys keys) {

        public Values {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
            secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
        }

        /** Names the secrets, never their values. */
        @Override
        public String toString() {
            return "Values[values=%s, set=%s, secrets=%s]".formatted(values, set, secrets.keySet());
        }
    }

    /** Dotted paths of the chart's values. */
    public record Keys(String nodeName, String gpuResource, String port) {

        /** As {@code charts/vllm-server} has them. */
        public static final Keys VLLM_SERVER = new Keys("nodeName", "gpuResource", "server.port");
    }
}
