package io.spillway.prompt.tokenizer;

import io.spillway.prompt.Prompt;
import io.spillway.prompt.TextCodec;

import java.util.Arrays;

/**
 * Text of exactly so many tokens. The ids are decoded and encoded again; what came out too long is
 * cut at its end, what came out too short is given more words there, until the count is right or
 * twenty tries are over. Prompts that begin with the same ids so keep the same beginning. Best fed
 * with ids of {@link Tokenizer#words}, which are right at the first try. Thread-safe.
 */
public final class ExactText implements TextCodec {

    private static final int TRIES = 20;

    private final Tokenizer tokenizer;
    private final int overheadTokens;

    /**
     * @param overheadTokens what the server adds by itself: a begin token, a chat template
     */
    public ExactText(Tokenizer tokenizer, int overheadTokens) {
        this.tokenizer = tokenizer;
        this.overheadTokens = overheadTokens;
    }

    /**
     * A text, and how many tokens it has.
     *
     * @param exact whether that is what was asked for, the overhead taken off
     */
    public record Fitted(String text, int tokens, boolean exact) {}

    @Override
    public String text(int[] tokenIds) {
        return fit(tokenIds).text();
    }

    /** The text as content where it fits exactly, else the ids themselves; completions only. */
    public Prompt.Content content(int[] tokenIds) {
        Fitted fitted = fit(tokenIds);
        if (fitted.exact()) {
            return new FittedText(fitted.text());
        }
        return (Prompt.Content.Tokens) tokenIds::clone;
    }

    private record FittedText(String text) implements Prompt.Content.Text {}

    /** The nearest text that was found. */
    public Fitted fit(int[] tokenIds) {
        int target = Math.max(1, tokenIds.length - overheadTokens);
        int[] ids = Arrays.copyOf(tokenIds, Math.min(target, tokenIds.length));
        Fitted best = measured(ids, target);
        String text = best.text();
        for (int attempt = 1; attempt < TRIES && !best.exact(); attempt++) {
            int[] encoded = tokenizer.encode(text);
            Fitted next = measured(resized(encoded, target, attempt), target);
            text = next.text();
            if (distance(next, target) < distance(best, target)) {
                best = next;
            }
        }
        return best;
    }

    private Fitted measured(int[] ids, int target) {
        String text = tokenizer.decode(ids);
        int tokens = tokenizer.count(text);
        return new Fitted(text, tokens, tokens == target);
    }

    private static int distance(Fitted fitted, int target) {
        return Math.abs(fitted.tokens() - target);
    }

    /** The beginning as it was encoded; where that is too short, words of this attempt. */
    private int[] resized(int[] encoded, int target, int attempt) {
        int[] ids = Arrays.copyOf(encoded, target);
        for (int i = encoded.length; i < target; i++) {
            int place = (i * 31 + attempt * 7) % tokenizer.words().size();
            ids[i] = tokenizer.words().id(place);
        }
        return ids;
    }
}
