package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.report.RunData;
import io.spillway.report.StartTimes;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The pictures that are not over time: percentiles, starts, shares. */
final class RunPictures {
    private RunPictures() {}

    static void addTo(Html page, RunData data) {
        page.open("div", "class", "charts").line();
        page.empty("div", "id", "percentiles").line();
        RunSummary.Replicas replicas = data.summary().replicas();
        if (replicas != null && !replicas.byReplica().isEmpty()) {
            SharePicture.addTo(page, replicas.byReplica());
        }
        page.close("div").line();
        List<StartTimes> starts = starts(data.summary());
        if (!starts.isEmpty()) {
            WaterfallPicture.addTo(page, starts);
        }
    }

    private static List<StartTimes> starts(RunSummary summary) {
        RunSummary.Scaling scaling = summary.scaling();
        return scaling == null
                ? List.of()
                : new ArrayList<>(
                        scaling.waterfalls().stream()
                                .map(StartTimes::of)
                                .filter(Objects::nonNull)
                                .toList());
    }
}
