package io.spillway.report.compat;

import io.spillway.record.RequestRecord;
import io.spillway.record.RunFolder;

import java.io.IOException;
import java.util.Arrays;

/**
 * The busiest second, by seconds since the start of the run: output tokens, each request's spread
 * evenly from its first to its last text (the times of single tokens are not kept), and requests
 * under way at any time in the second.
 *
 * @param outputTokensPerSecond NaN when there were none
 * @param concurrentRequests NaN when there were none
 */
record Peaks(double outputTokensPerSecond, double concurrentRequests) {

    static Peaks of(RunFolder folder) throws IOException {
        var seconds = new Seconds();
        folder.requests(seconds::add);
        return seconds.peaks();
    }

    private static final class Seconds {
        private static final int MOST = 1_000_000;

        private double[] tokens = new double[64];
        private int[] change = new int[65];
        private int used;

        void add(RequestRecord request) {
            if (request.sentNanos() < 0) {
                return;
            }
            int from = second(request.sentNanos());
            int to = second(request.endNanos());
            grow(to + 1);
            change[from]++;
            change[to + 1]--;
            if (request.succeeded() && request.hasFirstText() && request.outputTokens() > 0) {
                spread(request);
            }
        }

        private static int second(long nanos) {
            return Math.clamp(nanos / 1_000_000_000L, 0, MOST);
        }

        private void grow(int needed) {
            used = Math.max(used, needed);
            if (needed + 1 >= tokens.length) {
                int size = Math.max(needed + 2, 2 * tokens.length);
                tokens = Arrays.copyOf(tokens, size);
                change = Arrays.copyOf(change, size + 1);
            }
        }

        private void spread(RequestRecord request) {
            double first = request.firstTextNanos() / 1e9;
            double last = Math.max(first, request.lastTokenNanos() / 1e9);
            int from = second(request.firstTextNanos());
            int to = second(request.lastTokenNanos());
            grow(to + 1);
            tokens[from]++;
            double rate = last > first ? (request.outputTokens() - 1) / (last - first) : 0;
            for (int s = from; s <= to; s++) {
                tokens[s] += rate * Math.max(0, Math.min(last, s + 1) - Math.max(first, s));
            }
        }

        Peaks peaks() {
            double mostTokens = Double.NaN;
            double mostRequests = Double.NaN;
            int underWay = 0;
            for (int s = 0; s < used; s++) {
                underWay += change[s];
                mostTokens = s == 0 ? tokens[s] : Math.max(mostTokens, tokens[s]);
                mostRequests = s == 0 ? underWay : Math.max(mostRequests, underWay);
            }
            return new Peaks(mostTokens, mostRequests);
        }
    }
}
