package io.spillway.study.evaluate;

/**
 * What an exported autoscaler scales.
 *
 * @param kind as {@code Deployment}
 * @param prometheusUrl where KEDA asks its queries
 */
public record KubernetesWorkload(
        String kind,
        String name,
        String namespace,
        int minReplicas,
        int maxReplicas,
        String prometheusUrl) {

    public static final String DEFAULT_PROMETHEUS =
            "http://kube-prometheus-stack-prometheus.monitoring:9090";
}
