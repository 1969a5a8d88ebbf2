package io.spillway.prompt.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

import io.spillway.prompt.TokenVocabulary;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The Hugging Face tokenizers library, by way of DJL. */
final class DjlTokenizer implements Tokenizer {

    static {
        // The library reports its use over the network unless told not to before its first use.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
    }

    private static final int MAX_WORDS = 4096;
    private static final int MIN_WORDS = 16;

    private final HuggingFaceTokenizer library;
    private final int vocabularySize;
    private final TokenVocabulary ordinary;
    private final TokenVocabulary words;

    private DjlTokenizer(HuggingFaceTokenizer library, VocabularyFile vocabulary) {
        this.library = library;
        this.vocabularySize = vocabulary.size();
        this.ordinary = TokenVocabulary.of(vocabulary.ordinary());
        int[] stable = stableWords(vocabulary.wordLike());
        this.words = stable.length < MIN_WORDS ? ordinary : TokenVocabulary.of(stable);
    }

    static Tokenizer open(Path file) throws IOException {
        VocabularyFile vocabulary = readVocabulary(file);
        HuggingFaceTokenizer library = load(file);
        try {
            return new DjlTokenizer(library, vocabulary);
        } catch (RuntimeException unusable) {
            library.close();
            throw cannotUse(file, unusable);
        }
    }

    private static VocabularyFile readVocabulary(Path file) throws IOException {
        try {
            return VocabularyFile.read(file);
        } catch (IOException | RuntimeException unreadable) {
            throw cannotUse(file, unreadable);
        }
    }

    private static HuggingFaceTokenizer load(Path file) throws IOException {
        try {
            return HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optAddSpecialTokens(false)
                    .optTruncation(false)
                    .build();
        } catch (IOException | RuntimeException unusable) {
            throw cannotUse(file, unusable);
        } catch (UnsatisfiedLinkError noLibrary) {
            throw new IOException(
                    "the tokenizer library cannot be loaded on this machine: "
                            + noLibrary.getMessage(),
                    noLibrary);
        }
    }

    private static IOException cannotUse(Path file, Exception cause) {
        String text = String.valueOf(cause.getMessage());
        String reason = text.lines().findFirst().orElse("no reason given");
        return new IOException("cannot use the tokenizer %s: %s".formatted(file, reason), cause);
    }

    /** Words that are one token by themselves and again the same one behind others. */
    private int[] stableWords(List<Integer> candidates) {
        int step = Math.max(1, candidates.size() / MAX_WORDS);
        int[] stable = new int[Math.min(candidates.size(), MAX_WORDS + 1)];
        int count = 0;
        int before = -1;
        for (int i = 0; i < candidates.size() && count < stable.length; i += step) {
            int id = candidates.get(i);
            int[] pair = before < 0 ? new int[] {id, id} : new int[] {before, id};
            if (Arrays.equals(pair, encode(decode(pair)))) {
                stable[count++] = id;
                before = id;
            }
        }
        return Arrays.copyOf(stable, count);
    }

    @Override
    public int[] encode(String text) {
        long[] ids = library.encode(text, false, false).getIds();
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public String decode(int[] tokenIds) {
        return library.decode(Arrays.stream(tokenIds).asLongStream().toArray(), false);
    }

    @Override
    public int count(String text) {
        return library.encode(text, false, false).getIds().length;
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public TokenVocabulary ordinary() {
        return ordinary;
    }

    @Override
    public TokenVocabulary words() {
        return words;
    }

    @Override
    public void close() {
        library.close();
    }
}
