package io.spillway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The classic command line as an experiment file. JSON is YAML, and needs no care with quotes. */
final class ClassicExperiment {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_REPLICAS = 2;

    private final ClassicOptions options;
    private final @Nullable String token;
    private final boolean firstRuns;

    /**
     * @param token reaches replicas by their environment or by a chart's secret value
     * @param firstRuns whether the first server is already there
     */
    ClassicExperiment(ClassicOptions options, @Nullable String token, boolean firstRuns) {
        this.options = options;
        this.token = token;
        this.firstRuns = firstRuns;
    }

    String yaml() {
        Map<String, Object> root = common();
        root.put("fleet", fleet());
        root.put(
                "scaling",
                Map.of(
                        "policy",
                        Map.of("type", "queue-threshold", "threshold", 1, "consecutive", 2),
                        "check_interval",
                        options.checkInterval,
                        "scale_in",
                        Map.of("enabled", false)));
        return write(root);
    }

    /** The same load over servers that all run. */
    String distributedYaml(List<String> addresses) {
        Map<String, Object> root = common();
        var fleet = new LinkedHashMap<String, Object>();
        fleet.put("actuator", "endpoints");
        fleet.put("min_replicas", addresses.size());
        fleet.put("max_replicas", addresses.size());
        fleet.put("endpoints", Map.of("urls", addresses));
        root.put("fleet", fleet);
        return write(root);
    }

    private Map<String, Object> common() {
        var root = new LinkedHashMap<String, Object>();
        root.put("name", "autoscale");
        root.put("server", Map.of("model_name", options.model));
        root.put(
                "data",
                Map.of(
                        "type", "random",
                        "input_distribution", Map.of("type", "fixed", "mean", options.inputLen),
                        "output_distribution", Map.of("type", "fixed", "mean", options.outputLen)));
        root.put(
                "load",
                Map.of(
                        "type",
                        "poisson",
                        "stages",
                        List.of(
                                Map.of(
                                        "rate",
                                        options.requestRate,
                                        "num_requests",
                                        options.numPrompts))));
        return root;
    }

    private Map<String, Object> fleet() {
        var fleet = new LinkedHashMap<String, Object>();
        fleet.put("min_replicas", 1);
        fleet.put("max_replicas", MAX_REPLICAS);
        if (options.startCommand != null) {
            fleet.put("actuator", "process");
            var process = new LinkedHashMap<String, Object>();
            process.put("command", options.startCommand);
            process.put("host", options.clientHost());
            process.put("base_port", options.basePort);
            if (token != null) {
                process.put("env", Map.of("HF_TOKEN", token));
            }
            fleet.put("process", process);
        } else {
            fleet.put("actuator", "helm");
            fleet.put("helm", helm());
        }
        fleet.put("replicas", replicas());
        return fleet;
    }

    private Map<String, Object> helm() {
        var helm = new LinkedHashMap<String, Object>();
        helm.put("chart", options.chartPath);
        helm.put("release_prefix", "test");
        helm.put("port", options.basePort);
        helm.put("values", Map.of("server", Map.of("modelPath", options.model)));
        if (token != null) {
            helm.put("set", Map.of("secret.hfApiToken", token));
        }
        return helm;
    }

    private List<Map<String, Object>> replicas() {
        var replicas = new ArrayList<Map<String, Object>>();
        for (int ordinal = 1; ordinal <= MAX_REPLICAS; ordinal++) {
            var replica = new LinkedHashMap<String, Object>();
            int port = options.basePort + ordinal - 1;
            replica.put("port", port);
            if (ordinal == 1 && firstRuns) {
                replica.put("url", "http://" + options.clientHost() + ":" + port);
            }
            if (options.nodeName != null) {
                replica.put("node_name", options.nodeName);
            }
            if (options.gpuResource != null) {
                replica.put("gpu_resource", options.gpuResource);
            }
            replicas.add(replica);
        }
        return replicas;
    }

    private static String write(Map<String, Object> root) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("plain maps are always written", impossible);
        }
    }
}
