package io.spillway.prompt.tokenizer;

import io.spillway.prompt.TokenVocabulary;

/** A model's tokenizer. No special tokens are added, nothing is truncated. Thread-safe. */
public interface Tokenizer extends AutoCloseable {

    int[] encode(String text);

    String decode(int[] tokenIds);

    /** How many tokens a text has. */
    int count(String text);

    /** One more than the greatest id, special tokens included. */
    int vocabularySize();

    /** Every id that is ordinary text: what random token ids are drawn from. */
    TokenVocabulary ordinary();

    /**
     * Ids of words that keep their ids when decoded, put together and encoded again; {@link
     * #ordinary} where there are too few.
     */
    TokenVocabulary words();

    /** Frees native memory. Not to be used afterwards. */
    @Override
    void close();
}
