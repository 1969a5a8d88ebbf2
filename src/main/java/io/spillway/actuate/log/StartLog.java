package io.spillway.actuate.log;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a vLLM server's log says of its start: when its weights were loaded, and how long each part
 * took.
 *
 * @param loading when it began to load the model, after all that a Python program does first; null
 *     while the log does not say
 * @param loaded when the weights were there; null while the log does not say
 * @param complete whether the engine says it is initialised, or the server that it has started
 * @param seconds part ({@code weights}, {@code model}, {@code torch.compile}, {@code graph
 *     capture}, {@code engine init}) to seconds, in order of appearance
 */
public record StartLog(
        @Nullable Instant loading,
        @Nullable Instant loaded,
        boolean complete,
        Map<String, Double> seconds) {

    private static final Pattern LOADS =
            Pattern.compile("Starting to load model|Loading model from scratch");

    /** What the web server says last, whatever the engine says and in whichever words. */
    private static final String SERVES = "Application startup complete";

    private static final String NUMBER = "([0-9]+(?:\\.[0-9]+)?) ?(?:s|secs?|seconds?)\\b";

    private enum Part {
        WEIGHTS("weights", "Loading weights took " + NUMBER),
        MODEL("model", "Model loading took .*?" + NUMBER),
        COMPILE("torch.compile", "torch\\.compile (?:takes|took|and .*? took) " + NUMBER),
        GRAPHS("graph capture", "Graph capturing finished in " + NUMBER),
        ENGINE("engine init", "init engine .*?took " + NUMBER);

        private final String label;
        private final Pattern pattern;

        Part(String label, String pattern) {
            this.label = label;
            this.pattern = Pattern.compile(pattern);
        }
    }

    /** Reads a log. With several workers the last to finish counts. */
    public static StartLog of(List<LogLine> lines) {
        Instant loading = null;
        Instant loaded = null;
        boolean complete = false;
        var seconds = new LinkedHashMap<String, Double>();
        for (LogLine line : lines) {
            complete |= line.text().contains(SERVES);
            if (loading == null && LOADS.matcher(line.text()).find()) {
                loading = line.at();
            }
            for (Part part : Part.values()) {
                Matcher matcher = part.pattern.matcher(line.text());
                if (!matcher.find()) {
                    continue;
                }
                seconds.merge(part.label, Double.parseDouble(matcher.group(1)), Math::max);
                switch (part) {
                    case WEIGHTS, MODEL -> loaded = line.at();
                    case COMPILE, GRAPHS -> {}
                    case ENGINE -> complete = true;
                }
            }
        }
        return new StartLog(loading, loaded, complete, seconds);
    }

    public boolean saysAnything() {
        return complete || loading != null || !seconds.isEmpty();
    }

    /** As {@code weights 12.3 s, torch.compile 31.0 s}. */
    public String detail() {
        var text = new StringBuilder();
        seconds.forEach(
                (part, took) ->
                        text.append(text.isEmpty() ? "" : ", ")
                                .append(part)
                                .append(' ')
                                .append(String.format(Locale.ROOT, "%.1f s", took)));
        return text.toString();
    }
}
