package io.spillway.prompt.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.prompt.LengthSpec;
import io.spillway.prompt.Prompt;
import io.spillway.prompt.PromptForm;
import io.spillway.prompt.PromptSource;
import io.spillway.prompt.PromptSources;
import io.spillway.prompt.PromptSpec;
import io.spillway.prompt.TokenVocabulary;
import io.spillway.time.Seeds;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;

/** The real library with a small byte-level BPE of 610 merges and two special tokens. */
class TokenizerTest {

    private static final Path FOLDER = Path.of("src/test/resources/io/spillway/prompt/tokenizer");
    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() throws IOException {
        tokenizer = Tokenizers.open(FOLDER);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void encodesAndDecodesWithoutLoss() {
        String text = "The water level, in zwölf Dörfern: 水位 rises!\n\tquickly…";

        assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
        assertEquals(tokenizer.encode(text).length, tokenizer.count(text));
        assertEquals(0, tokenizer.count(""));
    }

    @Test
    void addsNoSpecialTokensAndCutsNothing() {
        String text = " water".repeat(5000);

        assertEquals(5000, tokenizer.count(text));
        assertTrue(IntStream.of(tokenizer.encode(text)).allMatch(id -> id < 866));
    }

    @Test
    void knowsItsVocabularyWithoutTheSpecialTokens() {
        assertEquals(868, tokenizer.vocabularySize());
        assertEquals(866, tokenizer.ordinary().size());
        assertTrue(tokenizer.words().size() > 100);
    }

    @Test
    void turnsReportingOffBeforeTheLibraryIsUsed() {
        assertEquals("true", System.getProperty("OPT_OUT_TRACKING"));
        assertEquals("true", System.getProperty("ai.djl.offline"));
    }

    @Test
    void makesTextOfExactlyTheAskedLengthFromWordsAtOnce() {
        PromptSource source = source(tokenizer.words(), new ExactText(tokenizer, 0));

        for (long n = 0; n < 200; n++) {
            Prompt prompt = source.prompt(n);
            String text = ((Prompt.Content.Text) prompt.content()).text();
            assertEquals(prompt.inputTokens(), tokenizer.count(text), "prompt " + n);
        }
    }

    @Test
    void leavesRoomForWhatTheServerAdds() {
        PromptSource source = source(tokenizer.words(), new ExactText(tokenizer, 7));

        Prompt prompt = source.prompt(3);
        String text = ((Prompt.Content.Text) prompt.content()).text();

        assertEquals(prompt.inputTokens() - 7, tokenizer.count(text));
    }

    private static PromptSource source(TokenVocabulary vocabulary, ExactText exact) {
        var spec = new PromptSpec.Synthetic(LengthSpec.uniform(20, 400), LengthSpec.fixed(1));
        return PromptSources.of(spec, new PromptForm.Text(vocabulary, exact), null, Seeds.of(1));
    }

    @Test
    void adjustsRandomIdsUntilTheLengthIsRightOrKeepsTheIds() {
        long seed = 20_261_122;
        var random = new Random(seed);
        var exact = new ExactText(tokenizer, 0);
        int texts = 0;
        for (int round = 0; round < 200; round++) {
            int[] ids =
                    random.ints(1 + random.nextInt(300), 0, tokenizer.ordinary().size())
                            .map(place -> tokenizer.ordinary().id(place))
                            .toArray();
            switch (exact.content(ids)) {
                case Prompt.Content.Text text -> {
                    assertEquals(ids.length, tokenizer.count(text.text()), "seed " + seed);
                    texts++;
                }
                case Prompt.Content.Tokens tokens -> assertArrayEquals(ids, tokens.tokenIds());
                case Prompt.Content.Messages _ -> throw new AssertionError("no chat here");
            }
        }
        assertTrue(texts > 150, "only %d of 200 texts, seed %d".formatted(texts, seed));
    }

    @Test
    void keepsTheIdsWhenNoTextFits() {
        Tokenizer stubborn = new NeverFits(tokenizer);

        Prompt.Content content = new ExactText(stubborn, 0).content(new int[] {5, 6, 7});

        assertArrayEquals(
                new int[] {5, 6, 7},
                assertInstanceOf(Prompt.Content.Tokens.class, content).tokenIds());
    }

    @Test
    void saysWhatIsWrongWithATokenizer(@TempDir Path folder) throws IOException {
        IOException missing =
                assertThrows(IOException.class, () -> Tokenizers.open(folder.resolve("none")));
        assertTrue(missing.getMessage().contains("there is no tokenizer at"));

        Path broken = folder.resolve("tokenizer.json");
        Files.writeString(broken, "{\"model\": {\"vocab\": {\"a\": 0}}");
        IOException unreadable = assertThrows(IOException.class, () -> Tokenizers.open(folder));
        assertTrue(unreadable.getMessage().startsWith("cannot use the tokenizer " + broken));
        assertEquals(1, unreadable.getMessage().lines().count());

        Files.writeString(broken, "{\"model\": {\"vocab\": {\"a\": 0}}}");
        IOException unusable = assertThrows(IOException.class, () -> Tokenizers.open(folder));
        assertTrue(unusable.getMessage().startsWith("cannot use the tokenizer " + broken));
    }

    @Test
    void readsVocabulariesThatAreLists(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("unigram.json");
        Files.writeString(
                file,
                """
                {"added_tokens":[{"id":0,"content":"<unk>","special":true}],
                 "model":{"type":"Unigram","unk_id":0,
                          "vocab":[["<unk>",0.0],["\u2581water",-3.5],["x",-4.0]]}}
                """);

        VocabularyFile vocabulary = VocabularyFile.read(file);

        assertEquals(3, vocabulary.size());
        assertArrayEquals(new int[] {1, 2}, vocabulary.ordinary());
        assertEquals(java.util.List.of(1), vocabulary.wordLike());
    }

    /** Counts one token more than there are, whatever it is given. */
    private record NeverFits(Tokenizer other) implements Tokenizer {
        @Override
        public int[] encode(String text) {
            int[] ids = other.encode(text);
            return java.util.Arrays.copyOf(ids, ids.length + 1);
        }

        @Override
        public String decode(int[] tokenIds) {
            return other.decode(tokenIds);
        }

        @Override
        public int count(String text) {
            return other.count(text) + 1;
        }

        @Override
        public int vocabularySize() {
            return other.vocabularySize();
        }

        @Override
        public TokenVocabulary ordinary() {
            return other.ordinary();
        }

        @Override
        public TokenVocabulary words() {
            return other.words();
        }

        @Override
        public void close() {}
    }
}
