package io.spillway.wiring;

import io.spillway.config.Experiment;
import io.spillway.config.LoadConfig;
import io.spillway.config.ReportConfig;
import io.spillway.config.StorageConfig;
import io.spillway.config.UserStage;
import io.spillway.report.compat.InferencePerfOptions;
import io.spillway.report.compat.VllmBench;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code report} section as the writers of other tools' files take it. */
final class ReportSettings {

    private static final List<Double> VLLM_PERCENTILES = List.of(50.0, 90.0, 95.0, 99.0);

    private ReportSettings() {}

    static InferencePerfOptions inferencePerf(Experiment experiment) {
        ReportConfig report = experiment.report();
        ReportConfig.Lifecycle lifecycle = report.lifecycle();
        StorageConfig.Local local = experiment.storage().local();
        Map<String, Double> constraints = new LinkedHashMap<>();
        report.constraints()
                .forEach((name, limit) -> constraints.put(name.yaml(), limit.toNanos() / 1e9));
        return new InferencePerfOptions(
                switch (report.format()) {
                    case V0_2 -> InferencePerfOptions.Format.V0_2;
                    case HEAD -> InferencePerfOptions.Format.HEAD;
                },
                local == null ? "" : local.filePrefix(),
                lifecycle.percentiles(),
                new InferencePerfOptions.Parts(
                        lifecycle.parts().summary(),
                        lifecycle.parts().perStage(),
                        lifecycle.parts().perItem(),
                        report.prometheus().summary(),
                        report.prometheus().perStage(),
                        lifecycle.perAdapter(),
                        lifecycle.perAdapterStage()),
                experiment.load().loraShares().stream().map(LoadConfig.LoraShare::name).toList(),
                constraints,
                experiment.load().levels().stream().map(UserStage::users).toList(),
                lifecycle.maxErrorMessages());
    }

    static VllmBench.Settings vllmBench(Experiment experiment) {
        LoadConfig load = experiment.load();
        int cap = load.caps().inFlight(Runtime.getRuntime().availableProcessors()).orElse(0);
        @Nullable Integer bound = cap == 0 ? null : Integer.valueOf(cap);
        return new VllmBench.Settings(
                switch (experiment.api().type()) {
                    case CHAT -> "openai-chat";
                    case COMPLETION, AUTO -> "openai";
                },
                experiment.name().isEmpty() ? null : experiment.name(),
                experiment.server().modelName(),
                experiment.tokenizer().nameOrPath(),
                switch (load.arrivals()) {
                    case POISSON -> 1.0;
                    case GAMMA -> load.burstiness();
                    case CONSTANT -> Double.NaN;
                },
                bound,
                VLLM_PERCENTILES);
    }
}
