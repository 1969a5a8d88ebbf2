package io.spillway.sim.http;

import java.util.Arrays;

/**
 * A stand-in for a real tokenizer: deterministic, and about four characters of English a token.
 *
 * <p>A token is at most one leading white-space character and the up to {@value #LETTERS}
 * characters other than white space that follow it. So a prefix of a text has the same tokens as
 * the text, but for the last. No token is added at the beginning. A chat is counted as Llama 3's
 * template has it, without its begin-of-text token: each message costs {@value #MESSAGE_TOKENS}
 * tokens beside its text, and the prompt for the answer {@value #ANSWER_TOKENS}.
 */
final class PseudoTokenizer {

    static final int LETTERS = 5;
    static final int MESSAGE_TOKENS = 5;
    static final int ANSWER_TOKENS = 4;

    /** Llama 3's, so that its ids are all accepted. */
    static final int VOCABULARY = 128_256;

    private static final int FIRST_WORD = 1_000;
    private static final int FIRST_HASHED = 2_000;
    private static final int HASHED = 120_000;
    private static final int HEADER_START = 128_006;
    private static final int HEADER_END = 128_007;
    private static final int PARAGRAPH = 271;
    private static final int END_OF_TURN = 128_009;

    private PseudoTokenizer() {}

    static int[] encode(String text) {
        Ids ids = new Ids(text.length() / 4 + 8);
        encodeInto(ids, text);
        return ids.toArray();
    }

    /** The ids of a conversation, ending where the assistant is to answer. */
    static int[] encode(Iterable<ChatMessage> messages) {
        Ids ids = new Ids(64);
        for (ChatMessage message : messages) {
            header(ids, message.role());
            encodeInto(ids, message.text());
            ids.add(END_OF_TURN);
        }
        header(ids, "assistant");
        return ids.toArray();
    }

    private static void header(Ids ids, String role) {
        ids.add(HEADER_START);
        ids.add(hashed(role));
        ids.add(HEADER_END);
        ids.add(PARAGRAPH);
    }

    /** Text with this many tokens; the very text for ids of generated words. */
    static String decode(int[] ids) {
        StringBuilder text = new StringBuilder(ids.length * 5);
        for (int id : ids) {
            int word = id - FIRST_WORD;
            boolean generated = word >= 0 && word < Words.count();
            text.append(generated ? Words.spaced(word) : pseudoWord(id));
        }
        return text.toString();
    }

    private static String pseudoWord(int id) {
        StringBuilder word = new StringBuilder(" ");
        int rest = id;
        for (int i = 0; i < 4; i++) {
            word.append((char) ('a' + Math.floorMod(rest, 26)));
            rest /= 26;
        }
        return word.toString();
    }

    private static void encodeInto(Ids ids, String text) {
        int start = 0;
        while (start < text.length()) {
            int end = endOfPiece(text, start);
            ids.add(id(text.substring(start, end)));
            start = end;
        }
    }

    private static int endOfPiece(String text, int start) {
        int at = start;
        if (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int letters = 0;
        while (at < text.length() && letters < LETTERS) {
            int codePoint = text.codePointAt(at);
            if (Character.isWhitespace(codePoint)) {
                break;
            }
            at += Character.charCount(codePoint);
            letters++;
        }
        return at;
    }

    private static int id(String piece) {
        int word = Words.indexOf(piece);
        return word >= 0 ? FIRST_WORD + word : hashed(piece);
    }

    private static int hashed(String piece) {
        return FIRST_HASHED + (int) Math.floorMod(Hashing.text(piece), (long) HASHED);
    }

    /** One message of a conversation. */
    record ChatMessage(String role, String text) {}

    private static final class Ids {
        private int[] ids;
        private int count;

        Ids(int capacity) {
            ids = new int[capacity];
        }

        void add(int id) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, count * 2);
            }
            ids[count++] = id;
        }

        int[] toArray() {
            return Arrays.copyOf(ids, count);
        }
    }
}
