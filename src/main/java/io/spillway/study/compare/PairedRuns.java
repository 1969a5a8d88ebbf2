package io.spillway.study.compare;

import io.spillway.analysis.PairedDifference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What two runs of the same requests differ in. Neighbouring requests share a queue and are not
 * independent, so the requests that both runs had are cut into up to {@value #MOST_STRETCHES}
 * stretches of consecutive ones; a figure is taken in each stretch of each run, and the stretches
 * are the pairs (batch means).
 *
 * @param pairs requests that both had
 * @param differences empty when {@code why} says why there are none
 * @param why the runs are not paired; empty when they are
 */
public record PairedRuns(int pairs, List<Difference> differences, String why) {

    static final int MOST_STRETCHES = 20;
    private static final int LEAST_STRETCHES = 5;
    private static final int LEAST_IN_A_STRETCH = 10;
    private static final double LEAST_COMMON = 0.9;

    public PairedRuns {
        differences = List.copyOf(differences);
    }

    private record Pair(Requests.Figures a, Requests.Figures b) {
        boolean bothServed() {
            return !a.failed() && !b.failed();
        }
    }

    /** Compares b with a, the reference. */
    public static PairedRuns of(Requests a, Requests b) {
        var pairs = new ArrayList<Pair>();
        for (Map.Entry<Long, Requests.Figures> entry : a.byIndex().entrySet()) {
            Requests.Figures other = b.byIndex().get(entry.getKey());
            if (other != null && entry.getValue().sameAs(other)) {
                pairs.add(new Pair(entry.getValue(), other));
            }
        }
        int most = Math.max(a.byIndex().size(), b.byIndex().size());
        if (pairs.size() < LEAST_COMMON * most) {
            return none(
                    pairs.size(),
                    "they did not send the same requests (%d of %d are alike): run both with the"
                                    .formatted(pairs.size(), most)
                            + " same load, data and seed");
        }
        int stretches = Math.min(MOST_STRETCHES, pairs.size() / LEAST_IN_A_STRETCH);
        if (stretches < LEAST_STRETCHES) {
            return none(
                    pairs.size(),
                    "%d requests are too few to tell chance from a difference"
                            .formatted(pairs.size()));
        }
        return new PairedRuns(pairs.size(), differences(cut(pairs, stretches)), "");
    }

    private static PairedRuns none(int pairs, String why) {
        return new PairedRuns(pairs, List.of(), why);
    }

    private static List<List<Pair>> cut(List<Pair> pairs, int stretches) {
        var cut = new ArrayList<List<Pair>>();
        for (int i = 0; i < stretches; i++) {
            int from = (int) ((long) pairs.size() * i / stretches);
            int to = (int) ((long) pairs.size() * (i + 1) / stretches);
            cut.add(pairs.subList(from, to));
        }
        return cut;
    }

    private static List<Difference> differences(List<List<Pair>> stretches) {
        var found = new ArrayList<Difference>();
        add(found, stretches, new Figure("TTFT p50", Requests.Figures::ttft, 50));
        add(found, stretches, new Figure("TTFT p95", Requests.Figures::ttft, 95));
        add(found, stretches, new Figure("TPOT p50", Requests.Figures::perOutputToken, 50));
        add(found, stretches, new Figure("end to end p50", Requests.Figures::endToEnd, 50));
        add(found, stretches, new Figure("end to end p95", Requests.Figures::endToEnd, 95));
        double[] a = failures(stretches, pair -> pair.a().failed());
        double[] b = failures(stretches, pair -> pair.b().failed());
        if (Arrays.stream(a).sum() + Arrays.stream(b).sum() > 0) {
            found.add(difference("share of failed requests", a, b));
        }
        return found;
    }

    private record Figure(String name, ToDoubleFunction<Requests.Figures> of, int percentile) {}

    /** A figure that some stretch has no values for is left out. */
    private static void add(List<Difference> found, List<List<Pair>> stretches, Figure figure) {
        double[] a = new double[stretches.size()];
        double[] b = new double[stretches.size()];
        for (int i = 0; i < a.length; i++) {
            a[i] = percentile(stretches.get(i), pair -> figure.of.applyAsDouble(pair.a()), figure);
            b[i] = percentile(stretches.get(i), pair -> figure.of.applyAsDouble(pair.b()), figure);
            if (Double.isNaN(a[i]) || Double.isNaN(b[i])) {
                return;
            }
        }
        found.add(difference(figure.name, a, b));
    }

    private static Difference difference(String name, double[] a, double[] b) {
        double reference = Arrays.stream(a).average().orElse(Double.NaN);
        return new Difference(name, reference, PairedDifference.of(a, b));
    }

    /** Of requests that both runs served. */
    private static double percentile(
            List<Pair> stretch, ToDoubleFunction<Pair> value, Figure figure) {
        double[] sorted =
                stretch.stream()
                        .filter(Pair::bothServed)
                        .mapToDouble(value)
                        .filter(each -> !Double.isNaN(each))
                        .sorted()
                        .toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(figure.percentile / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    private static double[] failures(List<List<Pair>> stretches, Predicate<Pair> failed) {
        return stretches.stream()
                .mapToDouble(
                        stretch ->
                                (double) stretch.stream().filter(failed).count() / stretch.size())
                .toArray();
    }
}
