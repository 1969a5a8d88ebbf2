package io.spillway.prompt;

import io.spillway.time.Seeds;

import java.util.ArrayList;
import java.util.List;

/**
 * Ids of the whole 16-token blocks of a prompt, as a prefix cache with vLLM's block size counts.
 */
final class PrefixBlocks {

    static final int BLOCK_TOKENS = 16;

    private PrefixBlocks() {}

    /**
     * Ids of all whole blocks of a prompt. A block's id comes from the segment that its last token
     * is in: the seed of a segment stands for all that comes before it, too.
     */
    static List<Long> of(List<Segment> segments) {
        int blocks = Math.toIntExact(Segment.tokens(segments) / BLOCK_TOKENS);
        List<Long> ids = new ArrayList<>(blocks);
        long end = 0;
        for (Segment segment : segments) {
            end += segment.tokens();
            while (ids.size() < blocks && lastTokenOf(ids.size()) < end) {
                ids.add(segment.seeds().at(ids.size()).value());
            }
        }
        return ids;
    }

    /**
     * Ids of the whole blocks under a trace's hashes. Its hash ids stand for the prompt up to
     * there, so the hash under the last token of a block says it all.
     */
    static List<Long> of(long[] hashes, int tokensPerHash, int inputTokens) {
        long covered = Math.min(inputTokens, (long) hashes.length * tokensPerHash);
        int blocks = Math.toIntExact(covered / BLOCK_TOKENS);
        List<Long> ids = new ArrayList<>(blocks);
        for (int block = 0; block < blocks; block++) {
            long last = lastTokenOf(block);
            int hash = (int) (last / tokensPerHash);
            ids.add(Seeds.of(hashes[hash]).at(last - (long) hash * tokensPerHash).value());
        }
        return ids;
    }

    private static long lastTokenOf(int block) {
        return (block + 1L) * BLOCK_TOKENS - 1;
    }
}
