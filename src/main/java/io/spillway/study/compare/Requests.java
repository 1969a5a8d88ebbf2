package io.spillway.study.compare;

import io.spillway.record.RequestRecord;
import io.spillway.record.RunFolder;

import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The requests of a finished run, by their index. */
public final class Requests {
    private final SortedMap<Long, Figures> byIndex;

    /**
     * What is compared of a request. Seconds from the intended send, NaN where it has none, as a
     * failed request.
     *
     * @param inputTokens that were sent, as the server counted them; 0 for a failed request
     * @param askedTokens of output
     */
    record Figures(
            int inputTokens,
            int askedTokens,
            boolean failed,
            double ttft,
            double perOutputToken,
            double endToEnd) {

        static Figures of(RequestRecord request) {
            boolean failed = !request.succeeded();
            boolean timed = !failed && request.hasFirstText();
            int later = request.outputTokens() - 1;
            return new Figures(
                    failed ? 0 : request.inputTokens(),
                    request.requestedOutputTokens(),
                    failed,
                    timed ? request.ttftFromIntendedNanos() / 1e9 : Double.NaN,
                    timed && later > 0
                            ? (request.endNanos() - request.firstTextNanos()) / 1e9 / later
                            : Double.NaN,
                    failed ? Double.NaN : request.latencyFromIntendedNanos() / 1e9);
        }

        /** Whether both asked for the same, as far as that is known. */
        boolean sameAs(Figures other) {
            return askedTokens == other.askedTokens
                    && (failed || other.failed || inputTokens == other.inputTokens);
        }
    }

    Requests(SortedMap<Long, Figures> byIndex) {
        this.byIndex = Collections.unmodifiableSortedMap(byIndex);
    }

    /** Of a results folder. */
    public static Requests of(RunFolder folder) throws IOException {
        var byIndex = new TreeMap<Long, Figures>();
        folder.requests(request -> byIndex.put(request.index(), Figures.of(request)));
        return new Requests(byIndex);
    }

    SortedMap<Long, Figures> byIndex() {
        return byIndex;
    }
}
