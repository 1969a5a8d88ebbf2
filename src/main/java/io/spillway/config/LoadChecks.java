package io.spillway.config;

import org.jspecify.annotations.Nullable;

/** What must hold between the settings of {@code load}. */
final class LoadChecks {
    private static final double SPLIT_TOLERANCE = 1e-6;

    private LoadChecks() {}

    static void check(Section s, LoadConfig load, LoadConfig.@Nullable Arrivals written) {
        checkStages(s, load);
        checkSweep(s, load);
        checkRequests(s, load);
        if (written != null) {
            switch (load.type()) {
                case RAMP, STEP, DIURNAL -> {}
                case CONSTANT, POISSON, GAMMA, CONCURRENT, TRACE_REPLAY ->
                        s.problem(
                                "arrivals",
                                "leave it out: load.type says it; arrivals belong to ramp, step and"
                                        + " diurnal");
            }
        }
        if (s.has("burstiness") && load.arrivals() != LoadConfig.Arrivals.GAMMA) {
            s.problem("burstiness", "write load.type: gamma, or leave it out");
        }
        checkSchedule(s, load);
        double total = load.loraShares().stream().mapToDouble(LoadConfig.LoraShare::split).sum();
        if (!load.loraShares().isEmpty() && Math.abs(total - 1) > SPLIT_TOLERANCE) {
            s.problem(
                    "lora_traffic_split",
                    "write splits that add up to 1, not " + Numbers.text(total));
        }
        if (s.has("worker_max_tcp_connections")) {
            s.warn("worker_max_tcp_connections", "has no effect: connections grow with the load");
        }
    }

    private static void checkStages(Section s, LoadConfig load) {
        boolean none = load.stages().isEmpty() && load.levels().isEmpty();
        boolean badStages = s.has("stages") && !(s.value("stages") instanceof ConfigNode.Sequence);
        boolean replay = load.type() == LoadConfig.Type.TRACE_REPLAY;
        if (replay) {
            if (load.trace() == null && !s.has("trace")) {
                s.missing("trace", "name the recording: trace: {file: trace.csv}");
            }
        } else if (none && load.sweep() == null && !badStages && !s.has("sweep")) {
            s.missing("stages", "write stages, as - {rate: 5, duration: 60}, or a sweep");
        }
    }

    private static void checkSweep(Section s, LoadConfig load) {
        if (load.sweep() == null) {
            return;
        }
        switch (load.type()) {
            case CONSTANT, POISSON, GAMMA -> {}
            case CONCURRENT, TRACE_REPLAY, RAMP, STEP, DIURNAL ->
                    s.problem(
                            "sweep",
                            "write load.type: constant, poisson or gamma; a sweep makes its own"
                                    + " stages and load.type %s has none"
                                            .formatted(load.type().yaml()));
        }
        if (!load.stages().isEmpty()) {
            s.warn("stages", "replaced by the stages of load.sweep");
        }
    }

    private static void checkRequests(Section s, LoadConfig load) {
        int written =
                s.value("stages") instanceof ConfigNode.Sequence list ? list.items().size() : 0;
        for (int i = 0; i < Math.min(written, load.stages().size()); i++) {
            RateStage stage = load.stages().get(i);
            boolean bad =
                    s.reading().isBad("load.stages[" + i + "].rate")
                            || s.reading().isBad("load.stages[" + i + "].duration");
            if (!bad
                    && load.type() != LoadConfig.Type.TRACE_REPLAY
                    && stage.expectedRequests() == 0) {
                s.reading()
                        .add(
                                new ConfigProblem(
                                        s.reading().origin("load.stages[" + i + "]"),
                                        "load.stages[" + i + "]",
                                        stage.rate().toPlainString()
                                                + " a second for "
                                                + Numbers.text(stage.duration()),
                                        "that is no request at all; write a longer duration or a"
                                                + " higher rate",
                                        null));
            }
        }
    }

    private static void checkSchedule(Section s, LoadConfig load) {
        if (load.schedule() == LoadConfig.Schedule.INFERENCE_PERF) {
            switch (load.type()) {
                case CONSTANT, POISSON, CONCURRENT, TRACE_REPLAY -> {}
                case GAMMA, RAMP, STEP, DIURNAL ->
                        s.problem(
                                "schedule",
                                "write schedule: exact; inference-perf has no load.type "
                                        + load.type().yaml());
            }
        }
        if (load.interval() != null && load.type() == LoadConfig.Type.TRACE_REPLAY) {
            s.warn("interval", "has no effect on a recorded trace");
        }
    }
}
