package io.spillway.prompt;

/**
 * How many tokens a server counts for a text of so many words: overhead + words·tokensPerWord.
 *
 * @param tokensPerWord above 0
 * @param overheadTokens what is counted besides the words: a begin token, a chat template
 */
public record TextCalibration(double tokensPerWord, double overheadTokens) {

    /** For a server that cannot be asked: common English words are one token each. */
    public static final TextCalibration ONE_TOKEN_A_WORD = new TextCalibration(1, 0);

    public TextCalibration {
        boolean sane = tokensPerWord > 0 && Double.isFinite(tokensPerWord) && overheadTokens >= 0;
        if (!sane || !Double.isFinite(overheadTokens)) {
            throw new IllegalArgumentException(
                    "a calibration needs tokensPerWord > 0 and overheadTokens >= 0: %s, %s"
                            .formatted(tokensPerWord, overheadTokens));
        }
    }

    /** Tokens that a server counted for a text of {@link WordText} with so many words. */
    public record Count(int words, int tokens) {}

    /** The line through two counts; a slope or an overhead that makes no sense is replaced. */
    public static TextCalibration through(Count few, Count many) {
        double slope = (double) (many.tokens() - few.tokens()) / (many.words() - few.words());
        if (!(slope > 0) || Double.isInfinite(slope)) {
            return ONE_TOKEN_A_WORD;
        }
        return new TextCalibration(slope, Math.max(0, few.tokens() - slope * few.words()));
    }

    /** How many words make so many tokens; at least one. */
    int words(int tokens) {
        return (int) Math.max(1, Math.rint((tokens - overheadTokens) / tokensPerWord));
    }
}
