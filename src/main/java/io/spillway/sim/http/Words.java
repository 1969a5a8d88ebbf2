package io.spillway.sim.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The words of generated text. Each, with its leading space, is exactly one token of {@link
 * PseudoTokenizer}, and none needs escaping in JSON.
 */
final class Words {

    private static final String[] LIST =
            ("the of and to in is that it for was on as with be by at from this have or one had"
                            + " not but what all were we when your can said there use an each which she do how"
                            + " their if will up other about out many then them these so some her would make"
                            + " like him into time has look two more write go see no way could my than first"
                            + " water been call who its now find long down day did get come made may part over"
                            + " new sound take only work know place year live me back give most very after"
                            + " thing our just name good great where help much too mean old any same tell boy"
                            + " came want show also form three small set put end why again turn here off went"
                            + " need house try us move land spell air away page point")
                    .split(" ");

    /** A power of two. */
    private static final int COUNT = 128;

    static final int PERIOD = 64;

    private static final byte[][] SPACED = new byte[COUNT][];
    private static final byte[][] BARE = new byte[COUNT][];
    private static final Map<String, Integer> INDEX = new HashMap<>();

    static {
        for (int i = 0; i < COUNT; i++) {
            BARE[i] = LIST[i].getBytes(StandardCharsets.US_ASCII);
            SPACED[i] = (" " + LIST[i]).getBytes(StandardCharsets.US_ASCII);
            INDEX.put(" " + LIST[i], i);
        }
    }

    private Words() {}

    static int count() {
        return COUNT;
    }

    /**
     * The word at a position of a text, in ASCII; the first one has no leading space. Words come
     * again after {@link #PERIOD}, so that a flood can send the same bytes again.
     */
    static byte[] at(long textSeed, int position) {
        int index = (int) (Hashing.mix(textSeed + position % PERIOD) & (COUNT - 1));
        return position == 0 ? BARE[index] : SPACED[index];
    }

    /** Which word a piece of text is, or -1. */
    static int indexOf(String piece) {
        return INDEX.getOrDefault(piece, -1);
    }

    static String spaced(int index) {
        return " " + LIST[index];
    }
}
