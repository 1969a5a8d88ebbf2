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

    /** Without a tokenizer: ids for completions, text of calibrated length for chat. */
    static Prompting withoutTokenizer(
            boolean chat, @Nullable TextCalibration calibration, String why) {
        TextCalibration used = calibration == null ? TextCalibration.ONE_TOKEN_A_WORD : calibration;
        String lengths =
                chat
                        ? calibration == null
                                ? "chat prompts are text whose length in tokens is estimated"
                                : "chat prompts are text, their length calibrated by the server's /tokenize"
                        : "prompts are sent as token ids (1000 to 29999)";
        PromptForm form =
                chat
                        ? new PromptForm.Chat(TokenVocabulary.UNKNOWN, new WordText(used))
                        : new PromptForm.TokenIds(TokenVocabulary.UNKNOWN);
        return new Prompting(form, DatasetPrompts.ESTIMATE, List.of(why + ": " + lengths));
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
