package io.spillway.wiring;

import io.spillway.arrival.LoadShape;
import io.spillway.arrival.LoadShapes;
import io.spillway.arrival.LoadSpec;
import io.spillway.balance.Balancers;
import io.spillway.config.ApiConfig;
import io.spillway.config.ConfigException;
import io.spillway.config.ConfigProblem;
import io.spillway.config.Experiment;
import io.spillway.config.LoadConfig;
import io.spillway.config.Origin;
import io.spillway.config.ReportConfig;
import io.spillway.config.Secret;
import io.spillway.config.ServerConfig;
import io.spillway.config.SloConfig;
import io.spillway.load.DriverSettings;
import io.spillway.load.RequestOptions;
import io.spillway.policy.EngineFacts;
import io.spillway.policy.PolicyException;
import io.spillway.policy.PolicyRegistry;
import io.spillway.prompt.Prompt;
import io.spillway.prompt.PromptSource;
import io.spillway.prompt.PromptSources;
import io.spillway.prompt.PromptSpec;
import io.spillway.record.RecorderSettings;
import io.spillway.record.SloLimits;
import io.spillway.record.StagePlan;
import io.spillway.record.StatsWindow;
import io.spillway.study.RunFailedException;
import io.spillway.time.Seeds;
import io.spillway.trace.Trace;

import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Makes the plan of a run from an experiment: reads its trace, draws nothing yet. */
final class RunPlanner {

    private static final int WARM_UP_OUTPUT_TOKENS = 2;
    private static final Origin EXPERIMENT = new Origin.Whole("experiment");

    private final Experiment experiment;
    private final Seeds seeds;
    private final @Nullable Trace trace;

    /** What only the world of the run can tell. */
    record Surroundings(
            String idPrefix,
            Prompting prompting,
            EngineFacts engine,
            RequestOptions.Api api,
            @Nullable String model,
            PolicyRegistry policies) {}

    RunPlanner(Experiment experiment) throws RunFailedException {
        this.experiment = experiment;
        this.seeds = Seeds.of(experiment.seed());
        this.trace = TraceReadings.read(experiment);
    }

    /** Tokens that one prefix hash of this run's prompts covers, as the engine must know. */
    int tokensPerHash() {
        boolean fromTrace = PromptSpecs.of(experiment) instanceof PromptSpec.FromTrace;
        return fromTrace && trace != null ? trace.tokensPerHash() : 1;
    }

    RunPlan plan(Surroundings around) throws RunFailedException {
        LoadShape shape = shape();
        PromptSource prompts = prompts(around.prompting);
        try {
            return new RunPlan(
                    shape,
                    prompts,
                    Balancers.create(
                            FleetSpecs.balancer(experiment.routing()),
                            seeds.named("balancer").value()),
                    FleetSpecs.weights(experiment.routing()),
                    FleetSpecs.policy(experiment, around.engine, around.policies),
                    FleetSpecs.control(experiment, around.idPrefix),
                    driver(around, prompts),
                    recorder(shape),
                    Breakers.of(experiment));
        } catch (PolicyException wrong) {
            throw new ConfigException(ExperimentAudit.problems(wrong, key -> EXPERIMENT));
        } catch (IllegalArgumentException wrong) {
            String fix = String.valueOf(wrong.getMessage());
            throw new ConfigException(List.of(new ConfigProblem(EXPERIMENT, "", null, fix, null)));
        }
    }

    private LoadShape shape() {
        return switch (LoadSpecs.of(experiment)) {
            case LoadSpec.Stages stages -> LoadShapes.stages(stages, seeds);
            case LoadSpec.Closed closed -> LoadShapes.closed(closed);
            case LoadSpec.Replay replay -> LoadShapes.replay(requiredTrace(), replay.speed());
        };
    }

    private Trace requiredTrace() {
        if (trace == null) {
            throw new IllegalStateException("a replay without a trace was accepted");
        }
        return trace;
    }

    private PromptSource prompts(Prompting prompting) throws RunFailedException {
        return switch (PromptSpecs.of(experiment)) {
            case PromptSpec.Generated generated ->
                    PromptSources.of(generated, prompting.form(), trace, seeds);
            case PromptSpec.Dataset dataset -> Datasets.open(dataset, experiment, prompting);
        };
    }

    private DriverSettings driver(Surroundings around, PromptSource prompts) {
        LoadConfig load = experiment.load();
        int cap =
                load.caps()
                        .inFlight(Runtime.getRuntime().availableProcessors())
                        .orElse(Integer.MAX_VALUE);
        return new DriverSettings(
                options(around.api),
                models(around.model),
                experiment.api().sessionIdHeader(),
                cap,
                experiment.routing().hold().toNanos(),
                shortAnswer(prompts.prompt(0)));
    }

    /** The warm-up request: a prompt of the load, and just enough output for a decode step. */
    private static Prompt shortAnswer(Prompt prompt) {
        return new Prompt(
                prompt.inputTokens(),
                WARM_UP_OUTPUT_TOKENS,
                prompt.prefixHashes(),
                null,
                prompt.content());
    }

    private RequestOptions options(RequestOptions.Api api) {
        ApiConfig config = experiment.api();
        ServerConfig server = experiment.server();
        Map<String, String> headers = new LinkedHashMap<>();
        config.headers().forEach((name, value) -> headers.put(name, value.reveal()));
        Secret key = server.apiKey();
        Duration timeout = experiment.load().effectiveTimeout();
        return new RequestOptions(
                api,
                config.streaming(),
                server.ignoreEos(),
                config.streaming(),
                timeout == null ? Long.MAX_VALUE : timeout.toNanos(),
                headers,
                key == null ? null : key.reveal(),
                config.extraBody());
    }

    /** The model of each request: one, or drawn from the LoRA shares by the request's index. */
    private LongFunction<@Nullable String> models(@Nullable String model) {
        List<LoadConfig.LoraShare> shares = experiment.load().loraShares();
        if (shares.isEmpty()) {
            return _ -> model;
        }
        Seeds own = seeds.named("lora");
        return index -> {
            UniformRandomProvider random = own.at(index).generator();
            double left = random.nextDouble();
            for (LoadConfig.LoraShare share : shares) {
                left -= share.split();
                if (left < 0) {
                    return share.name();
                }
            }
            return shares.getLast().name();
        };
    }

    private RecorderSettings recorder(LoadShape shape) {
        List<StagePlan> stages =
                shape.stages().stream()
                        .map(
                                stage ->
                                        new StagePlan(
                                                stage.index(),
                                                stage.requestedRate(),
                                                stage.fromNanos(),
                                                stage.toNanos()))
                        .toList();
        return new RecorderSettings(stages, window(shape), limits(experiment.slo()));
    }

    private StatsWindow window(LoadShape shape) {
        ReportConfig report = experiment.report();
        List<LoadShape.Stage> stages = shape.stages();
        long end = stages.isEmpty() ? Long.MAX_VALUE : stages.getLast().toNanos();
        boolean known = end != Long.MAX_VALUE;
        return StatsWindow.without(
                report.warmUp().toNanos(), known ? report.coolDown().toNanos() : 0, end);
    }

    private static SloLimits limits(SloConfig slo) {
        Map<SloConfig.Metric, Duration> limits = slo.perRequest();
        return new SloLimits(
                nanos(limits.get(SloConfig.Metric.TTFT)),
                nanos(limits.get(SloConfig.Metric.TPOT)),
                nanos(limits.get(SloConfig.Metric.ITL)),
                nanos(limits.get(SloConfig.Metric.E2E)));
    }

    private static long nanos(@Nullable Duration limit) {
        return limit == null ? Long.MAX_VALUE : limit.toNanos();
    }
}
