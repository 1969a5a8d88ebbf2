package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.report.Figures;

import java.util.List;
import java.util.Locale;

/** What share of the requests each replica got, against what its weight should have brought. */
final class SharePicture {
    private static final int MAX_ROWS = 64;

    private SharePicture() {}

    static void addTo(Html page, List<RunSummary.ReplicaShare> shares) {
        double most = 0;
        for (RunSummary.ReplicaShare share : shares) {
            most = Math.max(most, Math.max(finite(share.share()), finite(share.expectedShare())));
        }
        page.open("figure", "id", "shares").element("h3", "Share of all requests");
        page.element(
                "figcaption",
                "bar: requests it got · mark: what its weight should have brought, slow start included");
        page.open("div", "class", "shares");
        for (RunSummary.ReplicaShare share : shares.subList(0, Math.min(MAX_ROWS, shares.size()))) {
            row(page, share, most > 0 ? most : 1);
        }
        page.close("div").close("figure").line();
    }

    private static void row(Html page, RunSummary.ReplicaShare share, double most) {
        String words =
                "%s: %s, expected %s"
                        .formatted(
                                share.id(),
                                Figures.percent(share.share()),
                                Figures.percent(share.expectedShare()));
        page.element("div", words, "class", "bar-label");
        page.open("svg", "width", "100%", "height", "18", "role", "img");
        page.element("title", words);
        page.empty(
                "rect",
                "class",
                "piece p0",
                "x",
                "0.5",
                "y",
                "3",
                "height",
                "12",
                "width",
                percent(finite(share.share()) / most));
        if (Double.isFinite(share.expectedShare())) {
            String at = percent(share.expectedShare() / most);
            page.empty("line", "class", "mark", "x1", at, "x2", at, "y1", "0", "y2", "18");
        }
        page.close("svg").line();
    }

    private static double finite(double share) {
        return Double.isFinite(share) ? share : 0;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f%%", 99 * share);
    }
}
