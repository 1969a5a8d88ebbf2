package io.spillway.wiring;

import io.spillway.prompt.PromptForm;
import io.spillway.prompt.TextCalibration;
import io.spillway.prompt.TokenVocabulary;
import io.spillway.prompt.WordText;
import io.spillway.prompt.dataset.DatasetPrompts;
import io.spillway.prompt.tokenizer.ExactText;
import io.spillway.prompt.tokenizer.Tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How prompts become requests.
 *
 * @param form what is sent
 * @param counter counts a text's tokens
 * @param notes what a reader of the report should know about it
 */
record Prompting(PromptForm form, ToIntFunction<String> counter, List<String> notes) {

    Prompting {
        notes = List.copyOf(notes);
    }

    /** Token ids of an unknown vocabulary: what a simulated server takes. */
    static Prompting tokenIds() {
        return new Prompting(
                new PromptForm.TokenIds(TokenVocabulary.UNKNOWN),
                DatasetPrompts.ESTIMATE,
                List.of());
    }

    /** What a route takes where nobody can count tokens. */
    enum Takes {
        IDS,
        TEXT,
        CHAT
    }

    /** Without a tokenizer: ids where they are taken, else text of calibrated length. */
    static Prompting withoutTokenizer(
            Takes takes, @Nullable TextCalibration calibration, String why) {
        var text =
                new WordText(calibration == null ? TextCalibration.ONE_TOKEN_A_WORD : calibration);
        String length =
                calibration == null
                        ? "prompts are text whose length in tokens is estimated"
                        : "prompts are text, their length calibrated by the server's /tokenize";
        return switch (takes) {
            case IDS ->
                    new Prompting(
                            new PromptForm.TokenIds(TokenVocabulary.UNKNOWN),
                            DatasetPrompts.ESTIMATE,
                            List.of(
                                    why
                                            + ": prompts are sent as token ids (1000 to 29999);"
                                            + " for a server that takes only text, give a"
                                            + " tokenizer or write api.type: chat"));
            case TEXT ->
                    new Prompting(
                            new PromptForm.Text(TokenVocabulary.UNKNOWN, text),
                            DatasetPrompts.ESTIMATE,
                            List.of(why + ": " + length));
            case CHAT ->
                    new Prompting(
                            new PromptForm.Chat(TokenVocabulary.UNKNOWN, text),
                            DatasetPrompts.ESTIMATE,
                            List.of(why + ": chat " + length));
        };
    }

    /** Texts that a tokenizer counts exactly. */
    static Prompting withTokenizer(boolean chat, Tokenizer tokenizer) {
        var exact = new ExactText(tokenizer, 0);
        TokenVocabulary words = tokenizer.words();
        PromptForm form =
                chat ? new PromptForm.Chat(words, exact) : new PromptForm.Text(words, exact);
        return new Prompting(form, tokenizer::count, List.of());
    }
}
