package io.spillway.prompt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.time.Seeds;
import io.spillway.trace.Trace;
import io.spillway.trace.TraceRow;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

class PromptSourcesTest {

    private static final PromptForm IDS = new PromptForm.TokenIds(TokenVocabulary.UNKNOWN);
    private static final WordText WORDS = new WordText(TextCalibration.ONE_TOKEN_A_WORD);
    private static final PromptForm CHAT = new PromptForm.Chat(TokenVocabulary.UNKNOWN, WORDS);

    static PromptSource source(PromptSpec.Generated spec, PromptForm form, long seed) {
        return PromptSources.of(spec, form, null, Seeds.of(seed));
    }

    static PromptSpec.Synthetic synthetic(int input, int output) {
        return new PromptSpec.Synthetic(LengthSpec.fixed(input), LengthSpec.fixed(output));
    }

    static int[] ids(Prompt prompt) {
        return ((Prompt.Content.Tokens) prompt.content()).tokenIds();
    }

    static List<Prompt.Content.Message> messages(Prompt prompt) {
        return ((Prompt.Content.Messages) prompt.content()).messages();
    }

    @Test
    void makesPromptsOfExactlyTheirLengthFromTheVocabulary() {
        var lengths =
                new PromptSpec.Synthetic(
                        LengthSpec.normal(100, 60, 1, 300), LengthSpec.uniform(5, 9));
        PromptSource source = source(lengths, IDS, 1);

        for (long n = 0; n < 500; n++) {
            Prompt prompt = source.prompt(n);
            assertEquals(prompt.inputTokens(), ids(prompt).length);
            assertTrue(Arrays.stream(ids(prompt)).allMatch(id -> id >= 1000 && id <= 29_999));
            assertTrue(prompt.outputTokens() >= 5 && prompt.outputTokens() <= 9);
            assertTrue(prompt.prefixHashes().isEmpty());
            assertNull(prompt.sessionKey());
        }
    }

    @Test
    void makesNoTwoPromptsThatBeginAlike() {
        PromptSource source = source(synthetic(1, 1), IDS, 3);

        Set<Integer> first = new HashSet<>();
        for (long n = 0; n < 29_000; n++) {
            first.add(ids(source.prompt(n))[0]);
        }

        assertEquals(29_000, first.size());
    }

    @Test
    void makesNoTwoPromptsAlikeWhenTheVocabularyIsSmall() {
        var form = new PromptForm.TokenIds(TokenVocabulary.range(0, 99));
        PromptSource source = source(synthetic(2, 1), form, 3);

        Set<List<Integer>> prompts = new HashSet<>();
        for (long n = 0; n < 10_000; n++) {
            prompts.add(Arrays.stream(ids(source.prompt(n))).boxed().toList());
        }

        assertEquals(10_000, prompts.size());
    }

    @Test
    void givesTheSamePromptForTheSameIndexInAnyOrder() {
        var spec =
                new PromptSpec.Synthetic(
                        LengthSpec.normal(100, 60, 1, 300), LengthSpec.uniform(5, 9));
        PromptSource forth = source(spec, IDS, 1);
        PromptSource back = source(spec, IDS, 1);
        PromptSource other = source(spec, IDS, 2);

        for (long n = 99; n >= 0; n--) {
            assertEquals(forth.prompt(n).outputTokens(), back.prompt(n).outputTokens());
            assertArrayEquals(ids(forth.prompt(n)), ids(back.prompt(n)));
            assertFalse(Arrays.equals(ids(forth.prompt(n)), ids(other.prompt(n))));
        }
    }

    @Test
    void sendsTheRowsOfATraceAndBeginsAnewAfterTheLast() {
        Trace trace =
                Trace.of(
                        List.of(
                                new TraceRow(0, 100, 10, List.of()),
                                new TraceRow(1, 200, 20, List.of())),
                        16);
        PromptSource source = PromptSources.of(new PromptSpec.FromTrace(), IDS, trace, Seeds.of(1));

        assertEquals(200, source.prompt(1).inputTokens());
        assertEquals(20, source.prompt(3).outputTokens());
        assertFalse(Arrays.equals(ids(source.prompt(1)), ids(source.prompt(3))));
        assertThrows(
                IllegalArgumentException.class,
                () -> PromptSources.of(new PromptSpec.FromTrace(), IDS, null, Seeds.of(1)));
    }

    @Test
    void turnsTheHashesOfATraceIntoSharedTokensAndBlocks() {
        Trace trace =
                Trace.of(
                        List.of(
                                new TraceRow(0, 1100, 10, List.of(7L, 8L, 9L)),
                                new TraceRow(1, 1500, 20, List.of(7L, 8L, 10L)),
                                new TraceRow(2, 2000, 20, List.of(7L))),
                        512);
        PromptSource source = PromptSources.of(new PromptSpec.FromTrace(), IDS, trace, Seeds.of(1));
        Prompt one = source.prompt(0);
        Prompt two = source.prompt(1);
        Prompt three = source.prompt(2);

        assertEquals(1100 / 16, one.prefixHashes().size());
        assertEquals(1500 / 16, two.prefixHashes().size());
        assertEquals(512 / 16, three.prefixHashes().size());
        assertEquals(one.prefixHashes().subList(0, 64), two.prefixHashes().subList(0, 64));
        assertNotEquals(one.prefixHashes().get(64), two.prefixHashes().get(64));
        assertEquals(1500, ids(two).length);
        assertEquals(1024, Arrays.mismatch(ids(one), ids(two)));
        assertEquals(512, Arrays.mismatch(ids(one), ids(three)));
        assertEquals(2000, ids(three).length);
    }

    @Test
    void usesBlocksOfSixteenTokensAsTheyAre() {
        Trace trace =
                Trace.of(
                        List.of(
                                new TraceRow(0, 40, 1, List.of(1L, 2L, 3L)),
                                new TraceRow(1, 48, 1, List.of(1L, 2L, 3L))),
                        16);
        PromptSource source = PromptSources.of(new PromptSpec.FromTrace(), IDS, trace, Seeds.of(1));

        assertEquals(2, source.prompt(0).prefixHashes().size());
        assertEquals(3, source.prompt(1).prefixHashes().size());
        assertEquals(
                source.prompt(0).prefixHashes(), source.prompt(1).prefixHashes().subList(0, 2));
    }

    @Test
    void sendsAWholeTracePromptAsOneMessage() {
        Trace trace = Trace.of(List.of(new TraceRow(0, 40, 1, List.of(1L, 2L))), 16);
        PromptSource source =
                PromptSources.of(new PromptSpec.FromTrace(), CHAT, trace, Seeds.of(1));

        List<Prompt.Content.Message> messages = messages(source.prompt(0));

        assertEquals(1, messages.size());
        assertEquals(40, messages.getFirst().text().split(" ").length);
    }

    @Test
    void numbersMockPromptsAndAsksForThirtyTokens() {
        PromptSource completions = source(new PromptSpec.Mock(), IDS, 1);
        PromptSource chat = source(new PromptSpec.Mock(), CHAT, 1);

        Prompt prompt = completions.prompt(17);
        assertEquals("text17", ((Prompt.Content.Text) prompt.content()).text());
        assertEquals(30, prompt.outputTokens());
        assertEquals(
                List.of(new Prompt.Content.Message("user", "text17")), messages(chat.prompt(17)));
    }

    @Test
    void writesWordsForServersOfUnknownTokenizer() {
        var form = new PromptForm.Text(TokenVocabulary.UNKNOWN, WORDS);
        PromptSource source = source(synthetic(50, 1), form, 1);

        List<String> texts =
                LongStream.range(0, 200)
                        .mapToObj(n -> ((Prompt.Content.Text) source.prompt(n).content()).text())
                        .toList();

        assertEquals(200, new HashSet<>(texts).size());
        assertTrue(texts.stream().allMatch(text -> text.split(" ").length == 50));
    }

    @Test
    void calibratesWordsByWhatAServerCounts() {
        // A server that counts 1.25 tokens a word behind a template of 12.
        TextCalibration calibration =
                TextCalibration.through(
                        new TextCalibration.Count(40, 62), new TextCalibration.Count(400, 512));

        assertEquals(1.25, calibration.tokensPerWord(), 1e-12);
        assertEquals(12, calibration.overheadTokens(), 1e-9);
        String text = new WordText(calibration).text(new int[137]);
        assertEquals(100, text.split(" ").length);
        assertEquals(
                TextCalibration.ONE_TOKEN_A_WORD,
                TextCalibration.through(
                        new TextCalibration.Count(40, 62), new TextCalibration.Count(40, 62)));
        assertEquals(40, WordText.sample(40).split(" ").length);
    }
}
