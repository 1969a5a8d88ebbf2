package io.spillway.actuate.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The objects of the fake API server, their versions and who watches them. */
final class Objects {

    /** What happened to an object. */
    private record Change(long version, String type, String key, ObjectNode object) {}

    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private long version = 1;
    private long expiredBefore;
    volatile int podQuota = Integer.MAX_VALUE;

    synchronized JsonNode answer(FakeApiServer.Call call, Route route) {
        return switch (route.verb(call)) {
            case "get" -> get(route);
            case "list" -> list(call, route);
            case "create" -> create(call, route);
            case "update" -> update(call, route);
            case "patch" -> patch(call, route);
            case "delete" -> delete(call, route);
            default -> throw new IllegalStateException(call.method());
        };
    }

    private ObjectNode existing(Route route) {
        ObjectNode object = objects.get(base(route).key());
        if (object == null) {
            throw new Refusal(
                    404, "NotFound", "%s \"%s\" not found".formatted(route.resource(), route.name()));
        }
        return object;
    }

    private static Route base(Route route) {
        return new Route(
                route.groupVersion(), route.namespace(), route.resource(), route.name(), "");
    }

    private JsonNode get(Route route) {
        ObjectNode object = existing(route);
        return route.sub().equals("scale") ? scale(object) : object.deepCopy();
    }

    private static ObjectNode scale(ObjectNode object) {
        ObjectNode scale =
                FakeApiServer.JSON
                        .createObjectNode()
                        .put("kind", "Scale")
                        .put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String key : List.of("name", "namespace", "uid", "resourceVersion")) {
            metadata.set(key, object.path("metadata").path(key));
        }
        scale.putObject("spec").put("replicas", object.path("spec").path("replicas").asInt(1));
        List<String> selector = new ArrayList<>();
        object.path("spec")
                .path("selector")
                .path("matchLabels")
                .properties()
                .forEach(entry -> selector.add(entry.getKey() + "=" + entry.getValue().asText()));
        scale.putObject("status")
                .put("replicas", object.path("status").path("replicas").asInt(0))
                .put("selector", String.join(",", selector));
        return scale;
    }

    private JsonNode list(FakeApiServer.Call call, Route route) {
        ObjectNode list = FakeApiServer.JSON.createObjectNode();
        list.put("kind", Discovery.kind(route.groupVersion(), route.resource()) + "List");
        list.put("apiVersion", route.groupVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(version));
        ArrayNode items = list.putArray("items");
        objects.forEach(
                (key, object) -> {
                    if (belongs(key, route) && Selectors.chosen(object, call.query())) {
                        items.add(object.deepCopy());
                    }
                });
        return list;
    }

    private static boolean belongs(String key, Route route) {
        String prefix = route.groupVersion() + "|" + route.resource() + "|";
        return key.startsWith(
                route.namespace().isEmpty() ? prefix : prefix + route.namespace() + "|");
    }

    private JsonNode create(FakeApiServer.Call call, Route route) {
        ObjectNode object = (ObjectNode) java.util.Objects.requireNonNull(call.body()).deepCopy();
        if (route.sub().equals("binding")) {
            ObjectNode pod = existing(route);
            ((ObjectNode) pod.path("spec"))
                    .put("nodeName", object.path("target").path("name").asText());
            changed("MODIFIED", base(route).key(), pod);
            return object;
        }
        ObjectNode metadata = object.withObjectProperty("metadata");
        if (route.resource().equals("pods")) {
            long pods = objects.keySet().stream().filter(key -> belongs(key, route)).count();
            if (pods >= podQuota) {
                throw new Refusal(
                        403,
                        "Forbidden",
                        "pods \"%s\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=%d, limited: pods=%d"
                                .formatted(metadata.path("name").asText(), pods, podQuota));
            }
        }
        String name = metadata.path("name").asText();
        var full =
                new Route(route.groupVersion(), route.namespace(), route.resource(), name, "");
        if (objects.containsKey(full.key())) {
            throw new Refusal(
                    409, "AlreadyExists", route.resource() + " \"" + name + "\" already exists");
        }
        object.put("kind", Discovery.kind(route.groupVersion(), route.resource()));
        object.put("apiVersion", route.groupVersion());
        metadata.put("uid", name + "-" + version);
        metadata.put("creationTimestamp", now());
        if (!route.namespace().isEmpty()) {
            metadata.put("namespace", route.namespace());
        }
        defaults(route, object);
        changed("ADDED", full.key(), object);
        return object.deepCopy();
    }

    private static void defaults(Route route, ObjectNode object) {
        if (route.resource().equals("services")) {
            object.withObjectProperty("spec").put("clusterIP", "10.0.0.7");
        }
        if (route.resource().equals("pods")) {
            ObjectNode status = object.withObjectProperty("status");
            if (!status.has("phase")) {
                status.put("phase", "Pending");
            }
        }
    }

    private JsonNode update(FakeApiServer.Call call, Route route) {
        ObjectNode current = existing(route);
        JsonNode body = java.util.Objects.requireNonNull(call.body());
        String wanted = body.path("metadata").path("resourceVersion").asText("");
        String is = current.path("metadata").path("resourceVersion").asText();
        if (!wanted.isEmpty() && !wanted.equals(is)) {
            throw new Refusal(
                    409, "Conflict", "the object has been modified; please apply your changes");
        }
        ObjectNode next = current.deepCopy();
        switch (route.sub()) {
            case "scale" ->
                    next.withObjectProperty("spec").set("replicas", body.path("spec").path("replicas"));
            case "status" -> next.set("status", body.path("status").deepCopy());
            default -> {
                next = (ObjectNode) body.deepCopy();
                for (String key : List.of("uid", "creationTimestamp", "deletionTimestamp")) {
                    if (current.path("metadata").has(key)) {
                        next.withObjectProperty("metadata")
                                .set(key, current.path("metadata").path(key));
                    }
                }
            }
        }
        next.put("kind", Discovery.kind(route.groupVersion(), route.resource()));
        next.put("apiVersion", route.groupVersion());
        changed("MODIFIED", base(route).key(), next);
        return route.sub().equals("scale") ? scale(next) : next.deepCopy();
    }

    private JsonNode patch(FakeApiServer.Call call, Route route) {
        ObjectNode next = existing(route).deepCopy();
        String type = String.valueOf(call.contentType());
        if (!type.contains("merge-patch")) {
            throw new Refusal(415, "UnsupportedMediaType", "no patches of type " + type);
        }
        merge(next, java.util.Objects.requireNonNull(call.body()));
        changed("MODIFIED", base(route).key(), next);
        return next.deepCopy();
    }

    /** RFC 7386. */
    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties()
                .forEach(
                        entry -> {
                            JsonNode value = entry.getValue();
                            if (value.isNull()) {
                                target.remove(entry.getKey());
                            } else if (value.isObject()) {
                                if (!target.path(entry.getKey()).isObject()) {
                                    target.putObject(entry.getKey());
                                }
                                merge((ObjectNode) target.path(entry.getKey()), value);
                            } else {
                                target.set(entry.getKey(), value.deepCopy());
                            }
                        });
    }

    private JsonNode delete(FakeApiServer.Call call, Route route) {
        ObjectNode object = existing(route);
        long grace = grace(call, object);
        boolean runs = !object.path("spec").path("nodeName").asText("").isEmpty();
        if (route.resource().equals("pods") && runs && grace > 0) {
            ObjectNode metadata = object.withObjectProperty("metadata");
            long left = metadata.path("deletionGracePeriodSeconds").asLong(Long.MAX_VALUE);
            metadata.put("deletionGracePeriodSeconds", Math.min(left, grace));
            if (!metadata.has("deletionTimestamp")) {
                metadata.put("deletionTimestamp", now());
            }
            changed("MODIFIED", base(route).key(), object);
            return object.deepCopy();
        }
        objects.remove(base(route).key());
        changed("DELETED", base(route).key(), object);
        return FakeApiServer.JSON.createObjectNode().put("kind", "Status").put("status", "Success");
    }

    private static long grace(FakeApiServer.Call call, ObjectNode object) {
        JsonNode asked =
                call.body() == null ? null : call.body().path("gracePeriodSeconds");
        if (asked != null && asked.isNumber()) {
            return asked.asLong();
        }
        return object.path("spec").path("terminationGracePeriodSeconds").asLong(30);
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private void changed(String type, String key, ObjectNode object) {
        version++;
        object.withObjectProperty("metadata").put("resourceVersion", Long.toString(version));
        if (!type.equals("DELETED")) {
            objects.put(key, object);
        }
        var change = new Change(version, type, key, object.deepCopy());
        changes.add(change);
        for (Watch watch : watches) {
            watch.offer(change);
        }
    }

    synchronized Watch watch(FakeApiServer.Call call, Route route) {
        var watch = new Watch(call, route);
        String since = call.query().getOrDefault("resourceVersion", "0");
        long from = since.isEmpty() ? 0 : Long.parseLong(since);
        if (from > 0 && from < expiredBefore) {
            ObjectNode expired = FakeApiServer.JSON.createObjectNode().put("type", "ERROR");
            expired.set(
                    "object",
                    new Refusal(410, "Expired", "too old resource version: " + from).status());
            watch.queue.add(expired);
            watch.queue.add(END);
            return watch;
        }
        for (Change change : changes) {
            if (change.version > from) {
                watch.offer(change);
            }
        }
        watches.add(watch);
        return watch;
    }

    synchronized void expire() {
        expiredBefore = version + 1;
    }

    synchronized void endWatches() {
        watches.forEach(watch -> watch.queue.add(END));
        watches.clear();
    }

    private static final ObjectNode END = FakeApiServer.JSON.createObjectNode();

    /** One watcher. */
    final class Watch implements AutoCloseable {
        private final LinkedBlockingQueue<ObjectNode> queue = new LinkedBlockingQueue<>();
        private final FakeApiServer.Call call;
        private final Route route;

        Watch(FakeApiServer.Call call, Route route) {
            this.call = call;
            this.route = route;
        }

        private void offer(Change change) {
            if (belongs(change.key, route) && Selectors.chosen(change.object, call.query())) {
                ObjectNode event = FakeApiServer.JSON.createObjectNode().put("type", change.type);
                event.set("object", change.object);
                queue.add(event);
            }
        }

        @Nullable JsonNode next(long nanos) throws InterruptedException {
            ObjectNode event = queue.poll(nanos, TimeUnit.NANOSECONDS);
            return event == END ? null : event;
        }

        @Override
        public void close() {
            synchronized (Objects.this) {
                watches.remove(this);
            }
        }
    }
}
