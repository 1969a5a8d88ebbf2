package io.spillway.report.compat;

import io.spillway.analysis.ServerView;
import io.spillway.record.AtomicFile;
import io.spillway.record.Measurements;
import io.spillway.record.RequestStats;
import io.spillway.record.RunFolder;
import io.spillway.record.StagePlan;
import io.spillway.report.Json;
import io.spillway.report.RunData;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Result files under inference-perf's names and keys, with that tool's formulas where they are
 * sound. Where they are not, the figures are right instead: TTFT exists for single tokens, gaps are
 * between chunks with text, goodput counts failures, and a stage with one request does not lose the
 * report. Percentiles are nearest-rank within 0.1 %.
 */
public final class InferencePerfFiles {
    private final RunData data;
    private final InferencePerfOptions options;
    private final Lifecycle lifecycle;
    private final RequestScan scan;

    private InferencePerfFiles(RunData data, InferencePerfOptions options, RequestScan scan) {
        this.data = data;
        this.options = options;
        this.lifecycle = new Lifecycle(options);
        this.scan = scan;
    }

    /**
     * Writes the files into the folder of the run and returns their names, in order.
     *
     * @param stages what another source than the polled series says about the servers, by stage
     */
    public static Map<String, Path> write(
            RunData data,
            RunFolder folder,
            InferencePerfOptions options,
            Map<Integer, ServerView> stages)
            throws IOException {
        Map<String, Json> files = contents(data, folder, options, stages);
        var written = new LinkedHashMap<String, Path>();
        for (Map.Entry<String, Json> file : files.entrySet()) {
            Path path = folder.path().resolve(options.prefix() + file.getKey() + ".json");
            AtomicFile.write(path, file.getValue().pretty());
            written.put(file.getKey(), path);
        }
        if (options.parts().requests()) {
            String name = "per_request_lifecycle_metrics";
            Path path = folder.path().resolve(options.prefix() + name + ".json");
            PerRequestFile.write(path, folder, options.format());
            written.put(name, path);
        }
        return written;
    }

    private static Map<String, Json> contents(
            RunData data,
            RunFolder folder,
            InferencePerfOptions options,
            Map<Integer, ServerView> stages)
            throws IOException {
        Measurements measured = data.measured();
        RequestScan scan =
                RequestScan.of(folder, options, data.window(), measured.clock().loadStartNanos());
        return new InferencePerfFiles(data, options, scan).files(stages);
    }

    private Map<String, Json> files(Map<Integer, ServerView> stages) {
        var files = new LinkedHashMap<String, Json>();
        Measurements measured = data.measured();
        InferencePerfOptions.Parts parts = options.parts();
        // Like inference-perf: without requests there is no summary.
        if (parts.summary() && measured.total().measured() > 0) {
            files.put(
                    "summary_lifecycle_metrics",
                    lifecycle.json(GroupStats.of(measured.total()), null, scan.total()));
        }
        if (parts.stages()) {
            for (Map.Entry<Integer, RequestStats> stage : measured.stages().entrySet()) {
                files.put(
                        "stage_%d_lifecycle_metrics".formatted(stage.getKey()),
                        lifecycle.json(
                                GroupStats.of(stage.getValue()),
                                plan(stage.getKey()),
                                scan.stage(stage.getKey())));
            }
        }
        adapters(files);
        servers(files, stages);
        return files;
    }

    private StagePlan plan(int index) {
        for (StagePlan plan : data.measured().plan()) {
            if (plan.index() == index) {
                return plan;
            }
        }
        return new StagePlan(index, Double.NaN, 0, Long.MAX_VALUE);
    }

    private void adapters(Map<String, Json> files) {
        if (options.parts().adapters()) {
            scan.adapters()
                    .forEach(
                            (name, group) ->
                                    files.put(
                                            "adapter_%s_lifecycle_metrics".formatted(safe(name)),
                                            lifecycle.json(group, null, null)));
        }
        if (options.parts().adapterStages()) {
            for (String name : scan.adapters().keySet()) {
                scan.adapterStages(name)
                        .forEach(
                                (stage, group) ->
                                        files.put(
                                                "adapter_%s_stage_%d_lifecycle_metrics"
                                                        .formatted(safe(name), stage),
                                                lifecycle.json(group, plan(stage), null)));
            }
        }
    }

    /** An adapter's name may be a path. */
    private static String safe(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private void servers(Map<String, Json> files, Map<Integer, ServerView> stages) {
        long start = data.measured().clock().loadStartNanos();
        long end = data.measured().clock().endNanos();
        if (options.parts().serverSummary()) {
            ServerSide all = ServerSide.of(data.seconds(), start, end);
            for (ServerView view : data.summary().beside().servers()) {
                all = all.with(view);
            }
            if (!all.isEmpty()) {
                files.put("summary_prometheus_metrics", all.json(options.format()));
            }
        }
        if (options.parts().serverStages()) {
            for (StagePlan plan : data.measured().plan()) {
                long to = plan.toNanos() == Long.MAX_VALUE ? end : start + plan.toNanos();
                ServerSide said = ServerSide.of(data.seconds(), start + plan.fromNanos(), to);
                ServerView view = stages.get(plan.index());
                if (view != null) {
                    said = said.with(view);
                }
                if (!said.isEmpty()) {
                    files.put(
                            "stage_%d_prometheus_metrics".formatted(plan.index()),
                            said.json(options.format()));
                }
            }
        }
    }
}
