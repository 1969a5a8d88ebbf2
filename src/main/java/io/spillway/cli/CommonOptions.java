package io.spillway.cli;

import io.spillway.config.DottedOverride;
import io.spillway.config.Experiment;
import io.spillway.config.ExperimentLoader;
import io.spillway.config.Surroundings;
import io.spillway.fleet.RunId;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Options that every command which runs something has. */
final class CommonOptions {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Option(
            names = "--clock",
            paramLabel = "live|virtual",
            description = "Wall clock, or the virtual one with simulated replicas (live).")
    Experiment.Clock clock = Experiment.Clock.LIVE;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
    @Nullable Long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Results folder (results/<run-id>).")
    @Nullable Path out;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description = "Name of the run; the same name adopts what an earlier try left.")
    @Nullable String runId;

    @Option(
            names = "--json",
            description = "Print summary.json on stdout, everything else on stderr.")
    boolean json;

    @Option(names = "--quiet", description = "No progress, only the result.")
    boolean quiet;

    @Option(names = "--lenient", description = "Unknown configuration keys are warnings.")
    boolean lenient;

    @Option(names = "--keep", description = "Leave what the run started running.")
    boolean keep;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit XML, a case per SLO.")
    @Nullable Path junit;

    @Option(
            names = "--report-format",
            paramLabel = "v0.2|head",
            description = "Generation of the inference-perf files (v0.2).")
    @Nullable String reportFormat;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "Library logging: debug, info, warn, error (warn).")
    String logLevel = "warn";

    @Unmatched List<String> overrides = new ArrayList<>();

    /** The overrides of this command line, the shared options among them. */
    List<DottedOverride> allOverrides() {
        if (Logging.normal(logLevel) == null) {
            throw new UsageException(
                    "--log-level is '%s'; allowed are debug, info, warn, error, off"
                            .formatted(logLevel));
        }
        var all = new ArrayList<DottedOverride>(DottedOverride.parse(overrides));
        if (seed != null) {
            all.add(new DottedOverride("--seed", seed.toString()));
        }
        if (reportFormat != null) {
            all.add(new DottedOverride("--report.format", reportFormat));
        }
        return all;
    }

    ExperimentLoader loader() {
        return new ExperimentLoader(surroundings(), new ExperimentLoader.Options(lenient, clock));
    }

    private static Surroundings surroundings() {
        return new Surroundings(
                System.getenv()::get,
                new MachineFiles(),
                LocalDateTime.now(),
                ThreadLocalRandom.current().nextLong(1_000_000));
    }

    /** The name given, or one made of the time and four random digits. */
    RunId runIdOrNew() {
        if (runId == null) {
            int random = ThreadLocalRandom.current().nextInt(0x10000);
            return new RunId(
                    STAMP.format(LocalDateTime.now())
                            + "-"
                            + HexFormat.of().toHexDigits((short) random));
        }
        try {
            return new RunId(runId);
        } catch (IllegalArgumentException wrong) {
            throw new UsageException("--run-id: " + wrong.getMessage());
        }
    }
}
