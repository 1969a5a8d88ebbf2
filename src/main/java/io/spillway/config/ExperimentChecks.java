package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** What must hold between the sections of an experiment. */
final class ExperimentChecks {
    private final Section root;
    private final Experiment e;
    private final Experiment.Clock clock;

    ExperimentChecks(Section root, Experiment experiment, Experiment.Clock clock) {
        this.root = root;
        this.e = experiment;
        this.clock = clock;
    }

    void check() {
        checkServers();
        checkClock();
        checkData();
        checkSlo();
        checkBreakers();
        checkWindow();
        checkRouting();
        checkLengths();
        if (e.tokenizer().trustRemoteCode()) {
            warn("tokenizer.trust_remote_code", "has no effect: no code of a model is ever loaded");
        }
    }

    private void checkServers() {
        FleetConfig fleet = e.fleet();
        boolean bad =
                root.reading().isBad("fleet")
                        || root.reading().isBad("server")
                        || root.reading().isBad("server.base_url");
        if (fleet == null
                && !bad
                && e.server().baseUrl() == null
                && clock == Experiment.Clock.LIVE) {
            missing(
                    "server.base_url",
                    "write the URL of the server, as http://host:8000, or a fleet of your own, as"
                            + " fleet: {actuator: simulated}");
        }
        if (fleet == null && e.scaling() != null && !bad) {
            problem("scaling", "write a fleet to scale, as fleet: {actuator: simulated}");
        }
        boolean running = fleet != null && fleet.actuator() == FleetConfig.Actuator.ENDPOINTS;
        if (fleet != null && !running && e.server().baseUrl() != null) {
            warn("server.base_url", "is not used: the replicas of the fleet have their own");
        }
        boolean observed = fleet != null && fleet.actuator() == FleetConfig.Actuator.OBSERVE;
        if (observed && e.scaling() != null && clock == Experiment.Clock.LIVE) {
            warn("scaling", "only decides on paper: somebody else scales an observed fleet");
        }
    }

    private void checkClock() {
        FleetConfig fleet = e.fleet();
        if (clock == Experiment.Clock.LIVE || root.reading().isBad("fleet")) {
            return;
        }
        boolean simulated =
                fleet != null
                        && (fleet.simulated() != null
                                || fleet.actuator() == FleetConfig.Actuator.SIMULATED);
        if (!simulated) {
            missing(
                    "fleet.simulated",
                    "write what stands for the replicas on the virtual clock, as simulated:"
                            + " {profile: "
                            + SimulatedConfig.DEFAULT_PROFILE
                            + "}");
        }
    }

    private void checkData() {
        DataConfig data = e.data();
        if (root.reading().isBad("data.type")) {
            return;
        }
        if (data.drawsLengths() && e.trace() == null) {
            needLengths("data.input_distribution", data.input());
            needLengths("data.output_distribution", data.output());
        }
        if (data.type() == DataConfig.Type.TRACE && e.trace() == null) {
            missing("load.trace", "name the recording: trace: {file: trace.csv}");
        }
        switch (data.type()) {
            case MOCK, SHARED_PREFIX, CONVERSATION_REPLAY, TRACE -> {
                unused("data.input_distribution", data.input());
                unused("data.output_distribution", data.output());
            }
            case INFINITY_INSTRUCT, BILLSUM_CONVERSATIONS -> {
                if (data.path() == null) {
                    missing("data.path", "name the file or folder of the data set");
                }
            }
            case SYNTHETIC, RANDOM, SHARE_GPT, CNN_DAILYMAIL -> {}
        }
        if (data.type() != DataConfig.Type.SHARED_PREFIX) {
            unused("data.shared_prefix", data.sharedPrefix());
        }
        if (data.type() != DataConfig.Type.CONVERSATION_REPLAY) {
            unused("data.conversation_replay", data.conversation());
        }
    }

    private void needLengths(String path, @Nullable DistributionConfig lengths) {
        if (lengths == null && !root.reading().isBad(path)) {
            missing(
                    path,
                    "write lengths, as {mean: 512, std_dev: 128, min: 128, max: 2048}, or name"
                            + " a load.trace to take them from");
        }
    }

    private void unused(String path, @Nullable Object section) {
        if (section != null) {
            problem(
                    path,
                    "leave it out: data.type %s does not use it".formatted(e.data().type().yaml()));
        }
    }

    private void checkSlo() {
        if (e.api().streaming()) {
            return;
        }
        for (SloConfig.Target target : e.slo().targets()) {
            boolean streamed =
                    switch (target.metric()) {
                        case TTFT, TPOT, ITL -> true;
                        case E2E, NTPOT -> false;
                    };
            if (streamed) {
                problem(
                        "slo." + target.key(),
                        "write api.streaming: true; it is measured on streams only");
            }
        }
    }

    private void checkBreakers() {
        List<String> names = e.circuitBreakers().stream().map(CircuitBreakerConfig::name).toList();
        List<String> used = e.load().circuitBreakers();
        for (int i = 0; i < used.size(); i++) {
            if (!names.contains(used.get(i))) {
                problem(
                        "load.circuit_breakers[" + i + "]",
                        names.isEmpty()
                                ? "write circuit_breakers with a breaker of this name"
                                : "allowed " + String.join(", ", names));
            }
        }
    }

    private void checkWindow() {
        Duration load = LoadPlan.of(e.load()).duration();
        Duration cut = e.report().warmUp().plus(e.report().coolDown());
        if (load != null && load.isPositive() && cut.compareTo(load) >= 0) {
            boolean warm = e.report().warmUp().isPositive();
            problem(
                    warm ? "report.warm_up" : "report.cool_down",
                    "warm_up and cool_down leave nothing of the load, which lasts "
                            + Numbers.text(load));
        }
    }

    private void checkRouting() {
        FleetConfig fleet = e.fleet();
        boolean none = fleet == null || fleet.replicas().stream().allMatch(r -> r.weight() == null);
        if (e.routing().weights() == RoutingConfig.Weights.STATIC && none) {
            warn("routing.weights", "no replica of fleet.replicas has a weight: all get the same");
        }
    }

    private void checkLengths() {
        DataConfig data = e.data();
        FleetConfig fleet = e.fleet();
        SimulatedConfig simulated = fleet == null ? null : fleet.simulated();
        Integer longest = simulated == null ? null : simulated.maxModelLen();
        if (longest != null && data.input() != null && data.output() != null) {
            long asked = (long) data.input().max() + data.output().max();
            if (asked > longest) {
                warn(
                        "fleet.simulated.max_model_len",
                        "requests of up to %d tokens will be refused by the servers"
                                .formatted(asked));
            }
        }
    }

    private void missing(String path, String fix) {
        root.missing(path, fix);
    }

    private void problem(String path, String fix) {
        root.reading().add(new ConfigProblem(root.reading().origin(path), path, null, fix, null));
    }

    private void warn(String path, String sentence) {
        root.warn(path, sentence);
    }
}
