package io.spillway.prompt;

import io.spillway.time.Seeds;

import org.apache.commons.rng.UniformRandomProvider;

import java.util.List;

/**
 * A stretch of generated content: its tokens follow from its seed alone.
 *
 * @param role who says it, in a chat
 * @param serial a number that no other segment of this kind has, written into the first two tokens
 *     so that no two are alike; −1 for none
 */
record Segment(String role, int tokens, Seeds seeds, long serial) {

    static final String SYSTEM = "system";
    static final String USER = "user";
    static final String ASSISTANT = "assistant";
    static final long NO_SERIAL = -1;

    /** The ids of the segments, one after another. */
    static int[] ids(List<Segment> segments, TokenVocabulary vocabulary) {
        int[] ids = new int[Math.toIntExact(tokens(segments))];
        int from = 0;
        for (Segment segment : segments) {
            segment.write(ids, from, vocabulary);
            from += segment.tokens;
        }
        return ids;
    }

    static long tokens(List<Segment> segments) {
        long tokens = 0;
        for (Segment segment : segments) {
            tokens += segment.tokens;
        }
        return tokens;
    }

    private void write(int[] ids, int from, TokenVocabulary vocabulary) {
        UniformRandomProvider random = seeds.generator();
        for (int i = 0; i < tokens; i++) {
            ids[from + i] = vocabulary.id(random.nextInt(vocabulary.size()));
        }
        if (serial >= 0) {
            long rest = serial;
            for (int i = 0; i < Math.min(2, tokens); i++) {
                ids[from + i] = vocabulary.id((int) (rest % vocabulary.size()));
                rest /= vocabulary.size();
            }
        }
    }
}
