package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in plain lines what an experiment would do. Pure; secrets are masked. */
public final class ExperimentDescriber {
    /** More stages than this are summed up. */
    private static final int SHOWN_STAGES = 12;

    private final LoadedExperiment loaded;
    private final Experiment e;
    private final @Nullable TraceFacts trace;
    private final List<String> lines = new ArrayList<>();

    private ExperimentDescriber(LoadedExperiment loaded, @Nullable TraceFacts trace) {
        this.loaded = loaded;
        this.e = loaded.experiment();
        this.trace = trace;
    }

    /**
     * The lines.
     *
     * @param trace what its trace comes to; null when it has none or nobody has read it
     */
    public static List<String> describe(LoadedExperiment loaded, @Nullable TraceFacts trace) {
        ExperimentDescriber describer = new ExperimentDescriber(loaded, trace);
        describer.write();
        return describer.lines.stream().map(loaded.redactor()::text).toList();
    }

    private void write() {
        if (!e.name().isEmpty()) {
            line(
                    "experiment",
                    e.description().isEmpty() ? e.name() : e.name() + ": " + e.description());
        }
        load();
        requests();
        line("data", data());
        if (e.server().baseUrl() != null && e.fleet() == null) {
            line("server", e.server().baseUrl() + ", " + model());
        }
        new FleetDescription(e).lines().forEach(lines::add);
        if (!e.slo().isEmpty()) {
            line("slo", slo());
        }
        line("results", results());
        line("seed", Long.toString(e.seed()));
        loaded.warnings().forEach(warning -> lines.add("warning: " + warning.render()));
    }

    private void load() {
        LoadConfig load = e.load();
        SweepConfig sweep = load.sweep();
        String api =
                e.api().type().yaml() + (e.api().streaming() ? ", streamed" : ", not streamed");
        if (sweep != null) {
            line("load", "%s, %s".formatted(sweep(sweep, load), api));
            return;
        }
        line("load", "%s, %s".formatted(load.type().yaml(), api));
        List<String> stages = new ArrayList<>();
        if (load.type() != LoadConfig.Type.TRACE_REPLAY) {
            load.stages().forEach(stage -> stages.add(stage(stage, load)));
            load.levels().forEach(level -> stages.add(level(level)));
        }
        for (int i = 0; i < Math.min(SHOWN_STAGES, stages.size()); i++) {
            line("  stage " + i, stages.get(i));
        }
        if (stages.size() > SHOWN_STAGES) {
            line("  ...", "%d stages in all".formatted(stages.size()));
        }
        cap(load.caps());
    }

    private void cap(LoadConfig.Caps caps) {
        if (caps.total() != null) {
            line("  cap", "at most " + count(caps.total()) + " requests in flight");
        }
        if (caps.perWorker() != null) {
            String workers =
                    caps.workers() == null ? "each processor" : caps.workers() + " workers";
            line("  cap", "at most " + count(caps.perWorker()) + " in flight for " + workers);
        }
    }

    private static String sweep(SweepConfig sweep, LoadConfig load) {
        String stages =
                sweep.runStages()
                        ? ", then %d %s stages of %s, %s"
                                .formatted(
                                        sweep.numStages(),
                                        sweep.type().yaml(),
                                        span(sweep.stageDuration()),
                                        load.type().yaml())
                        : ", no stages after it";
        return "sweep: a search (%s) of at most %s%s"
                .formatted(sweep.estimator().yaml(), span(search(sweep)), stages);
    }

    private static String stage(RateStage stage, LoadConfig load) {
        String rate = stage.rate().toPlainString() + " req/s";
        if (stage.ramp() != null) {
            rate += " to " + stage.ramp().endRate().toPlainString() + " req/s";
        }
        if (stage.swing() != null) {
            String amplitude = stage.swing().amplitude().toPlainString();
            rate += " ± " + amplitude + " every " + span(stage.swing().period());
        }
        String count = about(load) + count(stage.expectedRequests());
        return "%s for %s: %s requests".formatted(rate, span(stage.duration()), count);
    }

    private static String level(UserStage level) {
        String users = count(level.users()) + (level.users() == 1 ? " user" : " users");
        String until =
                level.requests() == null ? "" : " until " + count(level.requests()) + " requests";
        String time = level.duration() == null ? "" : " for at most " + span(level.duration());
        return users + until + time;
    }

    private void requests() {
        LoadPlan plan = plan();
        Long requests = plan.requests();
        Duration duration = plan.duration();
        String howMany =
                requests == null ? "as many as the run takes" : about(e.load()) + count(requests);
        line("requests", howMany);
        line("duration", howLong(duration) + drain());
        line("tokens", tokens(requests));
    }

    private String howLong(@Nullable Duration stages) {
        SweepConfig sweep = e.load().sweep();
        if (sweep != null) {
            Duration whole = stages == null ? search(sweep) : stages.plus(search(sweep));
            return "at most " + span(whole);
        }
        return stages == null ? "until done" : span(stages);
    }

    private static Duration search(SweepConfig sweep) {
        return sweep.estimator() == SweepConfig.Estimator.INFERENCE_PERF
                ? sweep.timeout()
                : sweep.maxDuration();
    }

    private LoadPlan plan() {
        boolean replay = e.load().type() == LoadConfig.Type.TRACE_REPLAY;
        return replay && trace != null
                ? new LoadPlan(trace.requests(), trace.duration())
                : LoadPlan.of(e.load());
    }

    private String drain() {
        Duration timeout = e.load().effectiveTimeout();
        return timeout == null ? "" : ", requests end within " + span(timeout);
    }

    private String tokens(@Nullable Long requests) {
        TraceFacts facts = trace;
        if (facts != null && e.data().input() == null && facts.requests() > 0) {
            return "%s in and %s out in all, as recorded"
                    .formatted(count(facts.inputTokens()), count(facts.outputTokens()));
        }
        double in = LengthMeans.input(e.data());
        double out = LengthMeans.output(e.data());
        if (Double.isNaN(in) || Double.isNaN(out)) {
            return "as the data has them";
        }
        String each =
                "about %s in and %s out a request"
                        .formatted(count(Math.round(in)), count(Math.round(out)));
        return requests == null
                ? each
                : each
                        + "; about %s in and %s out in all"
                                .formatted(
                                        count(Math.round(in * requests)),
                                        count(Math.round(out * requests)));
    }

    private String data() {
        String tokenizer = e.tokenizer().nameOrPath();
        String from = e.trace() == null ? "" : ", trace " + e.trace().file();
        return e.data().type().yaml()
                + from
                + (tokenizer == null ? "" : ", tokenizer " + tokenizer);
    }

    private String model() {
        String model = e.server().modelName();
        return model == null ? "its first model" : "model " + model;
    }

    private String slo() {
        String targets =
                e.slo().targets().stream()
                        .map(target -> target.key() + " ≤ " + span(target.limit()))
                        .collect(Collectors.joining(", "));
        Double errors = e.slo().errorRate();
        String rate = errors == null ? "" : "error_rate ≤ " + Numbers.text(errors);
        String limits =
                e.slo().perRequest().entrySet().stream()
                        .map(limit -> limit.getKey().yaml() + " ≤ " + span(limit.getValue()))
                        .collect(Collectors.joining(", ", "each request ", ""));
        return List.of(targets, rate, e.slo().perRequest().isEmpty() ? "" : limits).stream()
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private String results() {
        StorageConfig.Local local = e.storage().local();
        String folder = local == null || local.path() == null ? "results/<run-id>" : local.path();
        StorageConfig.S3 s3 = e.storage().s3();
        if (s3 == null) {
            return folder;
        }
        String path = s3.path() == null ? "" : "/" + s3.path();
        return folder + ", and s3://" + s3.bucket() + path;
    }

    /** Random arrivals send about as many as the rate says. */
    private static String about(LoadConfig load) {
        return switch (load.type()) {
            case CONSTANT, CONCURRENT, TRACE_REPLAY -> "";
            case POISSON, GAMMA -> load.schedule() == LoadConfig.Schedule.EXACT ? "about " : "";
            case RAMP, STEP, DIURNAL ->
                    load.arrivals() == LoadConfig.Arrivals.CONSTANT ? "" : "about ";
        };
    }

    private void line(String label, String text) {
        lines.add(row(label, text));
    }

    static String row(String label, String text) {
        return String.format(Locale.ROOT, "%-11s %s", label, text);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String span(Duration duration) {
        long seconds = duration.toSeconds();
        boolean whole = Duration.ofSeconds(seconds).equals(duration);
        if (whole && seconds >= 120 && seconds % 60 == 0) {
            return seconds / 60 + " min";
        }
        boolean small = !duration.isZero() && seconds == 0;
        return small
                ? Numbers.text(duration.toNanos() / 1e6) + " ms"
                : Numbers.seconds(duration) + " s";
    }
}
