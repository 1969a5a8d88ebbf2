package io.spillway.sim.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The pages that need no body to answer. Confined to the server's loop. */
final class Pages {

    private final MetricsPage metrics;
    private final byte[] models;
    private final byte[] version;

    Pages(MetricsPage metrics, Identity identity) {
        this.metrics = metrics;
        this.models = identity.modelsJson().getBytes(StandardCharsets.UTF_8);
        this.version =
                ("{\"version\":\"" + identity.version() + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Who the server says it is.
     *
     * @param createdSeconds when it became ready, as seconds since 1970
     */
    record Identity(
            List<String> models, int maxModelLen, String version, long createdSeconds, long seed) {

        String fingerprint() {
            return "vllm-%s-%08x".formatted(version, (int) Hashing.text(models.getFirst()));
        }

        private String modelsJson() {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            root.put("object", "list");
            var data = root.putArray("data");
            for (String name : models) {
                ObjectNode model = data.addObject();
                model.put("id", name);
                model.put("object", "model");
                model.put("created", createdSeconds);
                model.put("owned_by", "vllm");
                model.put("root", models.getFirst());
                model.putNull("parent");
                model.put("max_model_len", maxModelLen);
                permission(model.putArray("permission").addObject(), name);
            }
            return root.toString();
        }

        private void permission(ObjectNode node, String name) {
            node.put("id", "modelperm-%016x".formatted(Hashing.text(name) ^ Hashing.mix(seed)));
            node.put("object", "model_permission");
            node.put("created", createdSeconds);
            node.put("allow_create_engine", false);
            node.put("allow_sampling", true);
            node.put("allow_logprobs", true);
            node.put("allow_search_indices", false);
            node.put("allow_view", true);
            node.put("allow_fine_tuning", false);
            node.put("organization", "*");
            node.putNull("group");
            node.put("is_blocking", false);
        }
    }

    String metricsType() {
        return metrics.contentType();
    }

    byte[] metrics() {
        return metrics.render().getBytes(StandardCharsets.UTF_8);
    }

    /** Always 0, as long as load tracking is not switched on. */
    byte[] load() {
        return "{\"server_load\":0}".getBytes(StandardCharsets.US_ASCII);
    }

    byte[] version() {
        return version;
    }

    byte[] models() {
        return models;
    }
}
