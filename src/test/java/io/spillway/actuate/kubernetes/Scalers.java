package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;

import java.util.Map;

/** Autoscalers for tests. */
final class Scalers {

    private Scalers() {}

    static GenericKubernetesResource horizontalPodAutoscaler(String name, String deployment) {
        return scaler("autoscaling/v2", "HorizontalPodAutoscaler", name, deployment);
    }

    static GenericKubernetesResource scaledObject(String name, String deployment) {
        return scaler("keda.sh/v1alpha1", "ScaledObject", name, deployment);
    }

    private static GenericKubernetesResource scaler(
            String version, String kind, String name, String deployment) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(version)
                .withKind(kind)
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToAdditionalProperties(
                        "spec",
                        Map.of(
                                "maxReplicas",
                                3,
                                "scaleTargetRef",
                                Map.of(
                                        "apiVersion",
                                        "apps/v1",
                                        "kind",
                                        "Deployment",
                                        "name",
                                        deployment)))
                .build();
    }
}
