package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;

/** The top level of an experiment. */
final class ExperimentReader {
    private ExperimentReader() {}

    /** Reads every section; what is wrong is in the reading afterwards. */
    static Experiment read(Reading reading, Experiment.Clock clock) {
        Section s = reading.start();
        Long seed = s.seed("seed");
        ApiConfig api = ApiConfig.read(s.section("api"));
        LoadConfig load = LoadConfig.read(s.section("load"));
        boolean scales = s.has("scaling");
        ServerConfig server = ServerConfig.read(s.section("server"));
        Long base = load.baseSeed();
        Experiment experiment =
                new Experiment(
                        s.text("name", ""),
                        s.text("description", ""),
                        seed == null ? base == null ? fresh(reading) : base : seed,
                        api,
                        DataConfig.read(s.section("data"), load.trace() != null),
                        load,
                        server,
                        TokenizerConfig.read(s.section("tokenizer")),
                        StorageConfig.read(s.section("storage")),
                        MetricsConfig.read(s.section("metrics")),
                        ReportConfig.read(s.section("report")),
                        s.sections("circuit_breakers", CircuitBreakerConfig::read),
                        s.section(
                                "fleet",
                                fleet -> FleetConfig.read(fleet, scales, server.baseUrl())),
                        s.section("scaling", ScalingConfig::read),
                        RoutingConfig.read(s.section("routing")),
                        SloConfig.read(s.section("slo")),
                        s.section("dashboard", DashboardConfig::read));
        Experiment complete = SloSources.merge(experiment);
        new ExperimentChecks(s, complete, clock).check();
        reading.finish();
        return complete;
    }

    private static long fresh(Reading reading) {
        return reading.surroundings().freshSeed();
    }

    /** Every key that is known anywhere, sections included. */
    static List<KnownKey> knownKeys() {
        return Keys.ALL;
    }

    private static final class Keys {
        static final List<KnownKey> ALL = probe();

        private static List<KnownKey> probe() {
            Surroundings.Files none =
                    new Surroundings.Files() {
                        @Override
                        public boolean exists(Path path) {
                            return true;
                        }

                        @Override
                        public @Nullable String read(Path path) {
                            return null;
                        }
                    };
            Reading reading =
                    Reading.probe(new Surroundings(name -> null, none, LocalDateTime.MIN, 0));
            read(reading, Experiment.Clock.LIVE);
            return reading.known();
        }
    }
}
