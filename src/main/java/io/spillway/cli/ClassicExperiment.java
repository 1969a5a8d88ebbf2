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
    private static final String RELEASES = "test";
    private static final String MODEL_KEY = "server.modelPath";
    private static final String TOKEN_KEY = "secret.hfApiToken";

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
        var policy = new LinkedHashMap<String, Object>();
        policy.put("type", "queue-threshold");
        policy.put("threshold", 1);
        policy.put("consecutive", 2);
        var scaling = new LinkedHashMap<String, Object>();
        scaling.put("policy", policy);
        scaling.put("check_interval", options.checkInterval);
        scaling.put("scale_in", Map.of("enabled", false));
        root.put("scaling", scaling);
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
        var data = new LinkedHashMap<String, Object>();
        data.put("type", "random");
        data.put("input_distribution", fixed(options.inputLen));
        data.put("output_distribution", fixed(options.outputLen));
        root.put("data", data);
        var stage = new LinkedHashMap<String, Object>();
        stage.put("rate", options.requestRate);
        stage.put("num_requests", options.numPrompts);
        var load = new LinkedHashMap<String, Object>();
        load.put("type", "poisson");
        load.put("stages", List.of(stage));
        root.put("load", load);
        return root;
    }

    private static Map<String, Object> fixed(int tokens) {
        var distribution = new LinkedHashMap<String, Object>();
        distribution.put("type", "fixed");
        distribution.put("mean", tokens);
        return distribution;
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
        helm.put("release_prefix", RELEASES);
        helm.put("port", options.basePort);
        var set = new LinkedHashMap<String, Object>();
        set.put(MODEL_KEY, options.model);
        if (token != null) {
            set.put(TOKEN_KEY, token);
        }
        helm.put("set", set);
        return helm;
    }

    /**
     * What a person would type to start this replica. The token is left out: it travels by the
     * environment, or in a Secret of the release.
     */
    String command(int ordinal) {
        int port = options.basePort + ordinal - 1;
        if (options.startCommand != null) {
            return options.startCommand.replace("{port}", Integer.toString(port));
        }
        var line = new StringBuilder("helm install ").append(RELEASES).append('-').append(ordinal);
        line.append(' ').append(options.chartPath);
        line.append(" --set ").append(MODEL_KEY).append('=').append(options.model);
        line.append(" --set server.port=").append(port);
        if (options.nodeName != null) {
            line.append(" --set nodeName=").append(options.nodeName);
        }
        if (options.gpuResource != null) {
            line.append(" --set gpuResource=").append(options.gpuResource);
        }
        if (token != null) {
            line.append(" --set-string ").append(TOKEN_KEY).append("=<redacted>");
        }
        return line.toString();
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
