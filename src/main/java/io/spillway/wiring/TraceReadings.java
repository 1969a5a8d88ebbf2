package io.spillway.wiring;

import io.spillway.config.ConfigException;
import io.spillway.config.ConfigProblem;
import io.spillway.config.Experiment;
import io.spillway.config.Origin;
import io.spillway.config.TraceConfig;
import io.spillway.config.TraceFacts;
import io.spillway.study.RunFailedException;
import io.spillway.trace.Trace;
import io.spillway.trace.TraceException;
import io.spillway.trace.TraceSource;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** Reads the traces that experiments name. */
public final class TraceReadings {

    private TraceReadings() {}

    /** What the experiment's trace comes to, null when it has none. */
    public static @Nullable TraceFacts facts(Experiment experiment) throws RunFailedException {
        Trace trace = read(experiment);
        if (trace == null) {
            return null;
        }
        long in = 0;
        long out = 0;
        for (int row = 0; row < trace.size(); row++) {
            in += trace.inputTokens(row);
            out += trace.outputTokens(row);
        }
        return new TraceFacts(trace.size(), Duration.ofNanos(trace.endNanos()), in, out);
    }

    /**
     * The experiment's trace, null when it has none.
     *
     * @throws ConfigException with every row that cannot be read, by its line
     */
    static @Nullable Trace read(Experiment experiment) throws RunFailedException {
        TraceConfig config = experiment.trace();
        if (config == null) {
            return null;
        }
        TraceSource source = LoadSpecs.source(config);
        try (Reader reader = Files.newBufferedReader(source.file())) {
            return Trace.read(reader, source.format(), source.window());
        } catch (TraceException wrong) {
            throw new ConfigException(problems(source.file().toString(), wrong));
        } catch (IOException unreadable) {
            throw new RunFailedException(
                    "the trace %s cannot be read: %s"
                            .formatted(source.file(), unreadable.getMessage()),
                    unreadable);
        }
    }

    private static List<ConfigProblem> problems(String file, TraceException wrong) {
        return wrong.problems().stream()
                .map(
                        problem -> {
                            Origin origin =
                                    problem.line() > 0
                                            ? new Origin.InFile(file, (int) problem.line(), 1)
                                            : new Origin.Whole(file);
                            return new ConfigProblem(origin, "", null, problem.text(), null);
                        })
                .toList();
    }
}
