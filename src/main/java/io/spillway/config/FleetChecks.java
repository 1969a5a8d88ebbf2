package io.spillway.config;

import org.jspecify.annotations.Nullable;

/** What must hold between the settings of {@code fleet}. */
final class FleetChecks {
    private FleetChecks() {}

    static void check(Section s, FleetConfig fleet) {
        switch (fleet.actuator()) {
            case KUBERNETES ->
                    need(s, fleet.kubernetes(), "kubernetes", "workload: deployment/vllm");
            case PROCESS ->
                    need(s, fleet.process(), "process", "command: 'vllm serve … --port {port}'");
            case ENDPOINTS -> {
                need(s, fleet.endpoints(), "endpoints", "urls: ['http://host:8000']");
                checkUrls(s, fleet);
            }
            // Their defaults are enough to run.
            case SIMULATED, HELM, OBSERVE -> {}
        }
        checkProcess(s, fleet);
        if (fleet.replicas().size() > fleet.maxReplicas()) {
            s.warn(
                    "replicas",
                    "describes %d replicas, of which at most %d run"
                            .formatted(fleet.replicas().size(), fleet.maxReplicas()));
        }
    }

    private static void need(Section s, @Nullable Object block, String key, String inner) {
        if (block == null && !s.has(key)) {
            s.missing(key, "write " + key + ": {" + inner + "}");
        }
    }

    private static void checkUrls(Section s, FleetConfig fleet) {
        EndpointsConfig endpoints = fleet.endpoints();
        if (endpoints == null || s.reading().isBad("fleet.endpoints.urls")) {
            return;
        }
        int size = endpoints.urls().size();
        if (size == 0) {
            s.problem("endpoints", "write urls: the servers that run already");
        } else if (fleet.maxReplicas() > size) {
            s.problem(
                    s.has("max_replicas") ? "max_replicas" : "endpoints",
                    "endpoints.urls has %d; write as many URLs as replicas".formatted(size));
        }
    }

    private static void checkProcess(Section s, FleetConfig fleet) {
        ProcessConfig process = fleet.process();
        if (fleet.actuator() != FleetConfig.Actuator.PROCESS || process == null) {
            return;
        }
        boolean onePort = !process.command().isEmpty() && !process.command().contains("{port}");
        if (onePort && fleet.maxReplicas() > 1) {
            s.problem("process", "write {port} where the command names its port");
        }
        if (process.basePort() + fleet.maxReplicas() - 1 > 65_535) {
            s.problem("process", "base_port leaves too few ports for max_replicas");
        }
    }
}
