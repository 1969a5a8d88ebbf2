package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.spillway.actuate.cluster.Claim;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.NodeView;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nodes by fabric8's client. */
final class KubernetesNodes implements Cluster.Nodes {

    private final KubernetesClient client;

    KubernetesNodes(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public List<NodeView> all() {
        List<Node> nodes =
                Refusals.translated("nodes cannot be read", () -> client.nodes().list().getItems());
        List<NodeView> views = new ArrayList<>();
        for (Node node : nodes) {
            var status = node.getStatus();
            var labels = node.getMetadata().getLabels();
            views.add(
                    new NodeView(
                            node.getMetadata().getName(),
                            takesPods(node),
                            labels == null ? Map.of() : new TreeMap<>(labels),
                            PodParser.amounts(status == null ? null : status.getAllocatable())));
        }
        views.sort(Comparator.comparing(NodeView::name));
        return views;
    }

    private static boolean takesPods(Node node) {
        if (node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            return false;
        }
        if (node.getStatus() != null) {
            for (NodeCondition condition : node.getStatus().getConditions()) {
                if ("Ready".equals(condition.getType())) {
                    return "True".equals(condition.getStatus());
                }
            }
        }
        return true;
    }

    @Override
    public List<Claim> claims() {
        List<Pod> pods =
                Refusals.translated(
                        "pods of all namespaces cannot be read",
                        () -> client.pods().inAnyNamespace().list().getItems());
        List<Claim> claims = new ArrayList<>();
        for (Pod pod : pods) {
            String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
            if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
                continue;
            }
            String node = pod.getSpec().getNodeName();
            claims.add(
                    new Claim(
                            pod.getMetadata().getName(),
                            node == null ? "" : node,
                            PodParser.requests(pod.getSpec())));
        }
        return claims;
    }
}
