package io.spillway.actuate.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What the fake API server has, as clients ask for it. */
final class Discovery {

    private record Resource(String groupVersion, String plural, String kind, boolean namespaced) {}

    private static final List<Resource> RESOURCES = new ArrayList<>();

    static {
        add("v1", "pods", "Pod");
        add("v1", "services", "Service");
        add("v1", "secrets", "Secret");
        add("v1", "configmaps", "ConfigMap");
        add("v1", "serviceaccounts", "ServiceAccount");
        add("v1", "events", "Event");
        RESOURCES.add(new Resource("v1", "nodes", "Node", false));
        RESOURCES.add(new Resource("v1", "namespaces", "Namespace", false));
        add("apps/v1", "deployments", "Deployment");
        add("apps/v1", "replicasets", "ReplicaSet");
        add("apps/v1", "statefulsets", "StatefulSet");
        add("batch/v1", "jobs", "Job");
        add("coordination.k8s.io/v1", "leases", "Lease");
        add("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler");
        add("keda.sh/v1alpha1", "scaledobjects", "ScaledObject");
        add("example.org/v1", "modelservers", "ModelServer");
    }

    private static void add(String groupVersion, String plural, String kind) {
        RESOURCES.add(new Resource(groupVersion, plural, kind, true));
    }

    private Discovery() {}

    static @Nullable String kind(String groupVersion, String plural) {
        for (Resource resource : RESOURCES) {
            if (resource.groupVersion.equals(groupVersion) && resource.plural.equals(plural)) {
                return resource.kind;
            }
        }
        return null;
    }

    /** The answer to a question about what there is; null when it is about objects. */
    static @Nullable JsonNode answer(String path) {
        ObjectNode node = FakeApiServer.JSON.createObjectNode();
        if (path.equals("/version")) {
            return node.put("major", "1").put("minor", "34").put("gitVersion", "v1.34.0");
        }
        if (path.equals("/api")) {
            node.put("kind", "APIVersions").putArray("versions").add("v1");
            return node;
        }
        if (path.equals("/apis")) {
            node.put("kind", "APIGroupList").put("apiVersion", "v1");
            ArrayNode groups = node.putArray("groups");
            RESOURCES.stream()
                    .map(Resource::groupVersion)
                    .filter(gv -> gv.contains("/"))
                    .distinct()
                    .forEach(gv -> groups.add(group(gv)));
            return node;
        }
        for (Resource resource : RESOURCES) {
            String gv = resource.groupVersion;
            if (path.equals("/api/" + gv) || path.equals("/apis/" + gv)) {
                return resources(gv);
            }
            if (gv.contains("/") && path.equals("/apis/" + gv.substring(0, gv.indexOf('/')))) {
                return group(gv).put("kind", "APIGroup").put("apiVersion", "v1");
            }
        }
        return null;
    }

    private static ObjectNode group(String groupVersion) {
        int slash = groupVersion.indexOf('/');
        ObjectNode version =
                FakeApiServer.JSON
                        .createObjectNode()
                        .put("groupVersion", groupVersion)
                        .put("version", groupVersion.substring(slash + 1));
        ObjectNode group =
                FakeApiServer.JSON.createObjectNode().put("name", groupVersion.substring(0, slash));
        group.putArray("versions").add(version);
        group.set("preferredVersion", version);
        return group;
    }

    private static ObjectNode resources(String groupVersion) {
        ObjectNode list =
                FakeApiServer.JSON
                        .createObjectNode()
                        .put("kind", "APIResourceList")
                        .put("apiVersion", "v1")
                        .put("groupVersion", groupVersion);
        ArrayNode all = list.putArray("resources");
        for (Resource resource : RESOURCES) {
            if (resource.groupVersion.equals(groupVersion)) {
                all.add(entry(resource, resource.plural, resource.kind));
                if (groupVersion.equals("apps/v1") || groupVersion.startsWith("example.org")) {
                    all.add(entry(resource, resource.plural + "/scale", "Scale"));
                }
            }
        }
        return list;
    }

    private static ObjectNode entry(Resource resource, String name, String kind) {
        ObjectNode entry =
                FakeApiServer.JSON
                        .createObjectNode()
                        .put("name", name)
                        .put("singularName", resource.kind.toLowerCase(java.util.Locale.ROOT))
                        .put("namespaced", resource.namespaced)
                        .put("kind", kind);
        ArrayNode verbs = entry.putArray("verbs");
        List.of("create", "delete", "get", "list", "patch", "update", "watch").forEach(verbs::add);
        return entry;
    }
}
