package io.spillway.actuate.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.ClusterException.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Any workload with a scale subresource, by plain requests. */
final class KubernetesWorkloads implements Cluster.Workloads {

    private static final int TRIES = 5;

    /** Managers of fields that put back what they applied. */
    private static final List<String> RECONCILERS =
            List.of("argocd", "kustomize-controller", "helm-controller", "flux", "fleet-agent");

    private final KubernetesClient client;
    private final String namespace;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, WorkloadKind> resolved = new TreeMap<>();

    KubernetesWorkloads(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public Cluster.Scale scale(String name) {
        JsonNode scale = get(path(name) + "/scale", name + " has no scale subresource");
        return new Cluster.Scale(
                scale.path("spec").path("replicas").asInt(0),
                scale.path("status").path("replicas").asInt(0),
                scale.path("status").path("selector").asText(""));
    }

    @Override
    public void scaleTo(String name, int replicas) {
        String path = path(name) + "/scale";
        String what = "%s cannot be scaled to %d".formatted(name, replicas);
        for (int attempt = 1; ; attempt++) {
            ObjectNode scale = (ObjectNode) get(path, what);
            if (scale.path("spec").path("replicas").asInt(0) == replicas) {
                return;
            }
            scale.withObjectProperty("spec").put("replicas", replicas);
            try {
                Refusals.translated(what, () -> client.raw(path, "PUT", scale.toString()));
                return;
            } catch (ClusterException refused) {
                if (refused.kind() != Kind.CONFLICT || attempt == TRIES) {
                    throw refused;
                }
            }
        }
    }

    @Override
    public List<Cluster.Competitor> competitors(String name) {
        WorkloadKind kind = kind(name);
        String object = name.substring(name.indexOf('/') + 1);
        List<Cluster.Competitor> found = new ArrayList<>();
        JsonNode workload =
                get(path(name), "%s of namespace %s cannot be read".formatted(name, namespace));
        String kindName = workload.path("kind").asText(kind.kind());
        for (JsonNode owner : workload.path("metadata").path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)) {
                found.add(
                        new Cluster.Competitor(
                                "%s %s, which owns it"
                                        .formatted(
                                                owner.path("kind").asText(),
                                                owner.path("name").asText()),
                                true));
            }
        }
        scalers("/apis/keda.sh/v1alpha1/namespaces/" + namespace + "/scaledobjects", "ScaledObject")
                .forEach((scaler, target) -> addIfSame(found, scaler, target, kindName, object));
        scalers(
                        "/apis/autoscaling/v2/namespaces/"
                                + namespace
                                + "/horizontalpodautoscalers",
                        "HorizontalPodAutoscaler")
                .forEach((scaler, target) -> addIfSame(found, scaler, target, kindName, object));
        found.addAll(managers(workload));
        return found;
    }

    private static void addIfSame(
            List<Cluster.Competitor> found,
            String scaler,
            JsonNode target,
            String kind,
            String object) {
        if (target.path("name").asText().equals(object)
                && target.path("kind").asText("Deployment").equalsIgnoreCase(kind)) {
            found.add(new Cluster.Competitor(scaler, true));
        }
    }

    /**
     * Scalers of the namespace by name, with what they scale; none where they are not installed.
     */
    private Map<String, JsonNode> scalers(String path, String kind) {
        var scalers = new TreeMap<String, JsonNode>();
        try {
            JsonNode list = get(path, kind + " objects cannot be read");
            for (JsonNode item : list.path("items")) {
                String name = item.path("metadata").path("name").asText();
                scalers.put(kind + " " + name, item.path("spec").path("scaleTargetRef"));
            }
        } catch (ClusterException refused) {
            if (refused.kind() != Kind.NOT_FOUND && refused.kind() != Kind.FORBIDDEN) {
                throw refused;
            }
        }
        return scalers;
    }

    /** Who last wrote the number of replicas, and is known to write it again. */
    private static List<Cluster.Competitor> managers(JsonNode workload) {
        List<Cluster.Competitor> found = new ArrayList<>();
        for (JsonNode entry : workload.path("metadata").path("managedFields")) {
            String manager = entry.path("manager").asText();
            boolean writes = entry.path("fieldsV1").path("f:spec").has("f:replicas");
            if (writes && RECONCILERS.stream().anyMatch(manager::contains)) {
                found.add(
                        new Cluster.Competitor(
                                "%s, which wrote its replicas and may write them again"
                                        .formatted(manager),
                                false));
            }
        }
        return found;
    }

    @Override
    public Map<String, Double> requests(String name) {
        JsonNode spec = get(path(name), name + " cannot be read").path("spec");
        JsonNode template = spec.path("template").path("spec");
        if (template.isMissingNode()) {
            template = spec.path("leaderWorkerTemplate").path("workerTemplate").path("spec");
        }
        var requests = new TreeMap<String, Double>();
        for (JsonNode container : template.path("containers")) {
            var own = new TreeMap<String, Double>();
            for (String part : List.of("limits", "requests")) {
                container
                        .path("resources")
                        .path(part)
                        .properties()
                        .forEach(
                                entry ->
                                        own.put(
                                                entry.getKey(),
                                                new Quantity(entry.getValue().asText())
                                                        .getNumericalAmount()
                                                        .doubleValue()));
            }
            own.forEach((resource, amount) -> requests.merge(resource, amount, Double::sum));
        }
        return requests;
    }

    private String path(String name) {
        WorkloadKind kind = kind(name);
        return "%s/namespaces/%s/%s/%s"
                .formatted(
                        root(kind),
                        namespace,
                        kind.plural(),
                        name.substring(name.indexOf('/') + 1));
    }

    private static String root(WorkloadKind kind) {
        return kind.group().isEmpty()
                ? "/api/" + kind.version()
                : "/apis/%s/%s".formatted(kind.group(), kind.version());
    }

    private synchronized WorkloadKind kind(String name) {
        int slash = name.indexOf('/');
        String written = name.substring(0, Math.max(slash, 0));
        WorkloadKind known = resolved.get(written);
        if (known == null) {
            try {
                known = WorkloadKind.of(written);
            } catch (IllegalArgumentException unknown) {
                throw new ClusterException(
                        Kind.OTHER, String.valueOf(unknown.getMessage()), unknown);
            }
            if (known.version().isEmpty()) {
                known = discovered(known);
            }
            resolved.put(written, known);
        }
        return known;
    }

    private WorkloadKind discovered(WorkloadKind kind) {
        String what = "the API group %s is not there".formatted(kind.group());
        JsonNode group = get("/apis/" + kind.group(), what);
        String version = group.path("preferredVersion").path("version").asText();
        JsonNode resources = get("/apis/%s/%s".formatted(kind.group(), version), what);
        WorkloadKind found = null;
        boolean scalable = false;
        for (JsonNode resource : resources.path("resources")) {
            String name = resource.path("name").asText();
            if (name.equals(kind.plural())
                    || resource.path("singularName").asText().equals(kind.plural())) {
                found =
                        new WorkloadKind(
                                resource.path("kind").asText(), name, kind.group(), version);
            }
            scalable |= found != null && name.equals(found.plural() + "/scale");
        }
        if (found == null || !scalable) {
            throw new ClusterException(
                    Kind.NOT_FOUND,
                    "%s.%s %s"
                            .formatted(
                                    kind.plural(),
                                    kind.group(),
                                    found == null ? "does not exist" : "has no scale subresource"));
        }
        return found;
    }

    private JsonNode get(String path, String what) {
        String body = Refusals.<@Nullable String>translated(what, () -> raw(path));
        if (body == null) {
            throw new ClusterException(Kind.NOT_FOUND, what + ": not found");
        }
        try {
            return json.readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw new ClusterException(Kind.OTHER, what + ": the answer is no JSON", unreadable);
        }
    }

    private @Nullable String raw(String path) {
        try {
            return client.raw(path);
        } catch (KubernetesClientException refused) {
            if (refused.getCode() == 404) {
                return null;
            }
            throw refused;
        }
    }
}
