package io.spillway.wiring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

class PromptingTest {

    @Test
    void tokenIdsSayWhatToDoWhereAServerRefusesThem() {
        List<String> notes =
                Prompting.withoutTokenizer(Prompting.Takes.IDS, null, "no tokenizer").notes();

        assertTrue(notes.getFirst().startsWith("no tokenizer: prompts are sent as token ids"));
        assertTrue(notes.getFirst().contains("give a tokenizer or write api.type: chat"));
    }
}
