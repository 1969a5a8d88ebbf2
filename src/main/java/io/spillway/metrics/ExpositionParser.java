package io.spillway.metrics;

import io.spillway.metrics.Exposition.Sample;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads metrics pages: Prometheus text 0.0.4 and 1.0.0 (with quoted names) and OpenMetrics 1.0. The
 * formats are told apart by nothing: one grammar takes them all.
 *
 * <p>A line that does not parse is skipped and counted, for one odd series must not blind a
 * controller to all others. Only a page beyond the limits is refused. Pure; thread-safe.
 */
public final class ExpositionParser {

    /**
     * What a page may have at most.
     *
     * @param maxBytes of the page
     * @param maxSamples on it
     */
    public record Limits(int maxBytes, int maxSamples) {
        /** 16 MiB and 200,000 samples: some hundred times what vLLM says. */
        public static final Limits DEFAULT = new Limits(16 << 20, 200_000);
    }

    private final Limits limits;

    public ExpositionParser(Limits limits) {
        this.limits = limits;
    }

    /** Reads a page in UTF-8. */
    public Exposition parse(byte[] page) throws ExpositionException {
        if (page.length > limits.maxBytes()) {
            throw new ExpositionException(
                    0, "a page of " + page.length + " bytes, above " + limits.maxBytes());
        }
        return parse(new String(page, StandardCharsets.UTF_8));
    }

    private Exposition parse(String page) throws ExpositionException {
        var reader = new Reader();
        int from = 0;
        for (int line = 1; from < page.length() && !reader.complete; line++) {
            int end = page.indexOf('\n', from);
            end = end < 0 ? page.length() : end;
            int textEnd = end > from && page.charAt(end - 1) == '\r' ? end - 1 : end;
            reader.line(page.substring(from, textEnd), line);
            if (reader.samples.size() > limits.maxSamples()) {
                throw new ExpositionException(
                        line, "more than " + limits.maxSamples() + " samples");
            }
            from = end + 1;
        }
        return new Exposition(
                reader.samples, reader.types, reader.skipped, reader.firstProblem, reader.complete);
    }

    /** Collects one page. */
    private static final class Reader {
        private final List<Sample> samples = new ArrayList<>();
        private final Map<String, String> types = new LinkedHashMap<>();
        private int skipped;
        private @Nullable String firstProblem;
        private boolean complete;

        void line(String text, int number) {
            if (text.isBlank()) {
                return;
            }
            if (text.charAt(0) == '#') {
                comment(text);
                return;
            }
            try {
                samples.add(new SampleLine(text).parse());
            } catch (SampleLine.BadLineException bad) {
                skipped++;
                if (firstProblem == null) {
                    firstProblem = "line " + number + ": " + bad.reason();
                }
            }
        }

        private void comment(String text) {
            if (text.equals("# EOF")) {
                complete = true;
            } else if (text.startsWith("# TYPE ")) {
                int space = text.lastIndexOf(' ');
                if (space > 7) {
                    types.put(text.substring(7, space), text.substring(space + 1));
                }
            }
        }
    }
}
