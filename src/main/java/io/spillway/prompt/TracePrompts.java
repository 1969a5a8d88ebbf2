package io.spillway.prompt;

import io.spillway.time.Seeds;
import io.spillway.trace.Trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Prompts with the lengths of a trace's rows. Where a row has prefix hashes, equal hashes become
 * equal tokens, so that a real prefix cache sees the sharing too; other rows are unlike any other.
 * After the last row the first comes again.
 */
final class TracePrompts implements PromptSource {

    private final Trace trace;
    private final PromptForm form;
    private final Seeds shared;
    private final Seeds own;
    private final PromptSource unshared;

    TracePrompts(Trace trace, PromptForm form, Seeds seeds) {
        this.trace = trace;
        this.form = form;
        this.shared = seeds.named("shared-blocks");
        this.own = seeds.named("own-ends");
        this.unshared = new SyntheticPrompts(Lengths.of(trace), form, seeds);
    }

    @Override
    public Prompt prompt(long index) {
        int row = (int) (index % trace.size());
        long[] hashes = trace.prefixHashes(row);
        if (hashes.length == 0) {
            return unshared.prompt(index);
        }
        int tokens = trace.inputTokens(row);
        return new Prompt(
                tokens,
                trace.outputTokens(row),
                PrefixBlocks.of(hashes, trace.tokensPerHash(), tokens),
                null,
                GeneratedContent.of(segments(hashes, tokens, index), form));
    }

    /** What the hashes do not cover is this prompt's own. */
    private List<Segment> segments(long[] hashes, int tokens, long index) {
        List<Segment> segments = new ArrayList<>(hashes.length + 1);
        int left = tokens;
        for (int i = 0; i < hashes.length && left > 0; i++) {
            int length = Math.min(left, trace.tokensPerHash());
            Seeds seeds = shared.at(hashes[i]);
            segments.add(new Segment(Segment.USER, length, seeds, Segment.NO_SERIAL));
            left -= length;
        }
        if (left > 0) {
            segments.add(new Segment(Segment.USER, left, own.at(index), index));
        }
        return segments;
    }
}
