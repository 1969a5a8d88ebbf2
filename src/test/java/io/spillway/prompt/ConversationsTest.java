package io.spillway.prompt;

import static io.spillway.prompt.PromptSourcesTest.ids;
import static io.spillway.prompt.PromptSourcesTest.messages;
import static io.spillway.prompt.PromptSourcesTest.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shared prefixes and conversations: what is shared, and what never is. */
class ConversationsTest {

    private static final PromptForm IDS = new PromptForm.TokenIds(TokenVocabulary.UNKNOWN);
    private static final PromptForm CHAT =
            new PromptForm.Chat(
                    TokenVocabulary.UNKNOWN, new WordText(TextCalibration.ONE_TOKEN_A_WORD));

    private static PromptSpec.SharedPrefix shared(boolean multiTurn, int maxContext) {
        return new PromptSpec.SharedPrefix(
                4,
                5,
                LengthSpec.fixed(100),
                LengthSpec.fixed(50),
                LengthSpec.fixed(30),
                multiTurn,
                maxContext,
                null);
    }

    @Test
    void sharesTheSystemPromptWithinAGroupOnly() {
        PromptSource source = source(shared(false, 10_000), IDS, 1);

        Map<List<Integer>, Integer> systems = new HashMap<>();
        Set<List<Integer>> prompts = new HashSet<>();
        for (long n = 0; n < 20; n++) {
            List<Integer> ids = Arrays.stream(ids(source.prompt(n))).boxed().toList();
            assertEquals(150, ids.size());
            systems.merge(ids.subList(0, 100), 1, Integer::sum);
            prompts.add(ids);
        }

        assertEquals(4, systems.size());
        assertTrue(systems.values().stream().allMatch(count -> count == 5));
        assertEquals(20, prompts.size());
    }

    @Test
    void hashesWholeBlocksSoThatACacheSeesWhatIsShared() {
        PromptSource source = source(shared(false, 10_000), IDS, 1);
        for (long a = 0; a < 20; a++) {
            for (long b = 0; b < a; b++) {
                Prompt one = source.prompt(a);
                Prompt two = source.prompt(b);
                int commonTokens = Arrays.mismatch(ids(one), ids(two));
                assertEquals(commonTokens / 16, commonBlocks(one, two), a + " and " + b);
                assertEquals(150 / 16, one.prefixHashes().size());
            }
        }
    }

    private static int commonBlocks(Prompt one, Prompt two) {
        int common = 0;
        while (common < one.prefixHashes().size()
                && one.prefixHashes().get(common).equals(two.prefixHashes().get(common))) {
            common++;
        }
        return common;
    }

    @Test
    void repeatsASlotOfASingleTurnExactly() {
        PromptSource source = source(shared(false, 10_000), IDS, 1);

        assertArrayEquals(ids(source.prompt(3)), ids(source.prompt(23)));
        assertEquals(source.prompt(3).prefixHashes(), source.prompt(23).prefixHashes());
        assertNull(source.prompt(3).sessionKey());
    }

    @Test
    void continuesTheConversationOfASlotInMultipleTurns() {
        PromptSource source = source(shared(true, 10_000), IDS, 1);

        Prompt first = source.prompt(3);
        Prompt second = source.prompt(23);

        assertEquals(150, first.inputTokens());
        assertEquals(150 + 30 + 50, second.inputTokens());
        assertEquals(first.sessionKey(), second.sessionKey());
        assertEquals(150, Arrays.mismatch(ids(first), ids(second)));
        assertEquals(150 / 16, commonBlocks(first, second));
        assertNotEquals(first.sessionKey(), source.prompt(4).sessionKey());
    }

    @Test
    void startsTheConversationAnewBeforeItOutgrowsTheContext() {
        // 100 + 80·t fits 340 three times.
        PromptSource source = source(shared(true, 340), IDS, 1);

        int[] lengths = new int[7];
        for (int round = 0; round < 7; round++) {
            Prompt prompt = source.prompt(3 + 20L * round);
            lengths[round] = prompt.inputTokens();
            assertTrue(prompt.inputTokens() + prompt.outputTokens() <= 340);
        }

        assertArrayEquals(new int[] {150, 230, 310, 150, 230, 310, 150}, lengths);
        assertNotEquals(source.prompt(3).sessionKey(), source.prompt(63).sessionKey());
        assertEquals(100, Arrays.mismatch(ids(source.prompt(3)), ids(source.prompt(63))));
    }

    @Test
    void speaksInTurnsInAChat() {
        PromptSource source = source(shared(true, 10_000), CHAT, 1);

        List<Prompt.Content.Message> messages = messages(source.prompt(23));

        assertEquals(
                List.of("system", "user", "assistant", "user"),
                messages.stream().map(Prompt.Content.Message::role).toList());
        assertEquals(messages.subList(0, 2), messages(source.prompt(3)));
    }

    @Test
    void takesASeedOfItsOwn() {
        var spec =
                new PromptSpec.SharedPrefix(
                        2,
                        2,
                        LengthSpec.fixed(20),
                        LengthSpec.fixed(5),
                        LengthSpec.fixed(3),
                        false,
                        1000,
                        99L);

        assertArrayEquals(ids(source(spec, IDS, 1).prompt(0)), ids(source(spec, IDS, 2).prompt(0)));
    }

    private static PromptSpec.ConversationReplay replay(int maxModelLen) {
        return new PromptSpec.ConversationReplay(
                3,
                40,
                LengthSpec.fixed(20),
                LengthSpec.uniform(2, 5),
                LengthSpec.uniform(10, 30),
                LengthSpec.uniform(5, 15),
                maxModelLen,
                42L);
    }

    @Test
    void growsTheHistoryTurnByTurnAndThenRecyclesTheSlot() {
        PromptSource source = source(replay(10_000), IDS, 1);
        for (int slot = 0; slot < 3; slot++) {
            Prompt last = source.prompt(slot);
            assertTrue(last.sessionKey().endsWith("-0"));
            int turns = 1;
            for (int step = 1; step < 30; step++) {
                Prompt next = source.prompt(slot + 3L * step);
                if (next.sessionKey().equals(last.sessionKey())) {
                    turns++;
                    assertEquals(last.inputTokens(), Arrays.mismatch(ids(last), ids(next)));
                    assertTrue(next.inputTokens() >= last.inputTokens() + 10 + last.outputTokens());
                } else {
                    assertTrue(turns >= 2 && turns <= 5, "turns " + turns);
                    assertEquals(40, Arrays.mismatch(ids(last), ids(next)));
                    turns = 1;
                }
                last = next;
            }
        }
    }

    @Test
    void sharesTheCommonSystemPromptAmongAllConversations() {
        PromptSource source = source(replay(10_000), IDS, 1);

        assertEquals(40, Arrays.mismatch(ids(source.prompt(0)), ids(source.prompt(1))));
        assertEquals(40 / 16, commonBlocks(source.prompt(0), source.prompt(1)));
    }

    @Test
    void neverExceedsTheModelsLength() {
        for (int maxModelLen = 2; maxModelLen < 200; maxModelLen++) {
            PromptSource source = source(replay(maxModelLen), IDS, 1);
            for (long n = 0; n < 30; n++) {
                Prompt prompt = source.prompt(n);
                assertTrue(
                        prompt.inputTokens() + prompt.outputTokens() <= maxModelLen,
                        "max_model_len %d, prompt %d: %s".formatted(maxModelLen, n, prompt));
                assertEquals(prompt.inputTokens(), ids(prompt).length);
                assertTrue(prompt.outputTokens() >= 1);
            }
        }
    }
}
