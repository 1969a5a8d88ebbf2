package io.spillway.prompt;

/** The token ids that prompts may use. Immutable. */
public final class TokenVocabulary {

    /**
     * Ids that are ordinary text in every vocabulary in use: above the special tokens and bytes,
     * below the size of the smallest. For servers whose vocabulary is not known.
     */
    public static final TokenVocabulary UNKNOWN = range(1000, 29_999);

    private final int first;
    private final int size;
    private final int[] ids;

    private TokenVocabulary(int first, int size, int[] ids) {
        this.first = first;
        this.size = size;
        this.ids = ids;
    }

    /** Every id from first to last, both included. */
    public static TokenVocabulary range(int first, int last) {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException(
                    "token ids need 0 <= first <= last, not %d and %d".formatted(first, last));
        }
        return new TokenVocabulary(first, last - first + 1, new int[0]);
    }

    /** These ids alone. */
    public static TokenVocabulary of(int[] ids) {
        if (ids.length == 0) {
            throw new IllegalArgumentException("a vocabulary needs at least one id");
        }
        return new TokenVocabulary(0, ids.length, ids.clone());
    }

    /** How many ids there are. */
    public int size() {
        return size;
    }

    /** The id at a place from 0 to size − 1. */
    public int id(int place) {
        return ids.length == 0 ? first + place : ids[place];
    }
}
