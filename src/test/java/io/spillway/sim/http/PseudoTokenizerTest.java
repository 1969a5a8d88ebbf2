package io.spillway.sim.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

class PseudoTokenizerTest {

    @Test
    void englishHasAboutFourCharactersAToken() {
        String text =
                "The quick brown fox jumps over the lazy dog while several engineers discuss how"
                        + " autoscaling policies behave when traffic suddenly doubles, and whether"
                        + " measurements taken under such conditions remain trustworthy.";

        double characters = (double) text.length() / PseudoTokenizer.encode(text).length;

        assertTrue(characters > 3.5 && characters < 5, "characters a token: " + characters);
    }

    @Test
    void aPrefixHasTheSameTokensButForItsLast() {
        for (long seed = 0; seed < 200; seed++) {
            String text = randomText(seed);
            int[] whole = PseudoTokenizer.encode(text);
            for (int end = 0; end <= text.length(); end++) {
                int[] prefix = PseudoTokenizer.encode(text.substring(0, end));
                int same = Math.max(0, prefix.length - 1);
                assertArrayEquals(
                        Arrays.copyOf(whole, same),
                        Arrays.copyOf(prefix, same),
                        "seed " + seed + ", prefix of " + end);
            }
        }
    }

    private static String randomText(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] parts = {"a", "bc", "\u00e9", "\ud83d\ude00", " ", "  ", "\n", "long", "\u4e2d"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    @Test
    void idsAreWithinTheVocabulary() {
        for (long seed = 0; seed < 50; seed++) {
            for (int id : PseudoTokenizer.encode(randomText(seed))) {
                assertTrue(id >= 0 && id < PseudoTokenizer.VOCABULARY, "seed " + seed);
            }
        }
    }

    @Test
    void everyGeneratedWordIsOneTokenAndComesBack() {
        Set<String> words = new HashSet<>();
        for (int i = 0; i < Words.count(); i++) {
            String word = Words.spaced(i);
            int[] ids = PseudoTokenizer.encode(word);
            assertEquals(1, ids.length, word);
            assertEquals(word, PseudoTokenizer.decode(ids));
            words.add(word);
        }
        assertEquals(Words.count(), words.size());
        String text = new String(Words.at(7, 0), StandardCharsets.US_ASCII);
        assertTrue(words.contains(" " + text), "the first word has no space: " + text);
    }

    @Test
    void decodedTextHasAsManyTokens() {
        int[] ids = {5, 999, 1000, 1127, 1128, 30_000, 128_255};

        assertEquals(ids.length, PseudoTokenizer.encode(PseudoTokenizer.decode(ids)).length);
    }

    @Test
    void blocksAreEqualAsLongAsPrefixesAre() {
        int[] ids = new int[40];
        Arrays.setAll(ids, i -> i * 7);
        int[] other = ids.clone();
        other[20]++;

        List<Long> blocks = Hashing.blocks(ids, 16, 0);
        List<Long> otherBlocks = Hashing.blocks(other, 16, 0);

        assertEquals(2, blocks.size());
        assertEquals(blocks.get(0), otherBlocks.get(0));
        assertTrue(!blocks.get(1).equals(otherBlocks.get(1)));
        assertTrue(!Hashing.blocks(ids, 16, 1).get(0).equals(blocks.get(0)), "salted");
    }
}
