package io.spillway.report.html;

import io.spillway.report.ComparedRuns;
import io.spillway.report.ComparisonText;
import io.spillway.report.compat.OwnResults;
import io.spillway.report.compat.ResultSet;
import io.spillway.study.compare.Difference;
import io.spillway.study.compare.PairedRuns;
import io.spillway.study.compare.SizeResult;
import io.spillway.study.compare.SizesResult;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The pages of comparisons. */
public final class ComparisonPages {
    private ComparisonPages() {}

    /**
     * Of sizes.
     *
     * @param config the experiment, secrets removed
     */
    public static String of(SizesResult result, String title, @Nullable String config) {
        var sides = new ArrayList<ResultSet>();
        for (SizeResult size : result.sizes()) {
            if (size.load() != null) {
                ResultSet load = OwnResults.of(size.load());
                String name = size.replicas() == 1 ? "1 replica" : size.replicas() + " replicas";
                sides.add(new ResultSet(name, load.tool(), load.rows(), load.caveats()));
            }
        }
        return ComparisonPage.of(
                new ComparisonPage.Input(
                        title,
                        ComparisonText.story(result),
                        sides,
                        List.of(),
                        new ComparisonPage.Sizes(result.at().words(), result.scalability()),
                        config));
    }

    /** Of finished runs. */
    public static String of(ComparedRuns runs, String title) {
        var differences = new ArrayList<ComparisonPage.Difference>();
        for (ComparedRuns.Side side : runs.sides()) {
            PairedRuns paired = side.paired();
            if (paired != null) {
                for (Difference difference : paired.differences()) {
                    differences.add(
                            new ComparisonPage.Difference(
                                    side.name(),
                                    difference.figure(),
                                    difference.change(),
                                    difference.low(),
                                    difference.high(),
                                    difference.isReal()));
                }
            }
        }
        return ComparisonPage.of(
                new ComparisonPage.Input(
                        title,
                        ComparisonText.story(runs),
                        runs.sides().stream().map(ComparedRuns.Side::results).toList(),
                        differences,
                        null,
                        null));
    }
}
