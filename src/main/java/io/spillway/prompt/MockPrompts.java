package io.spillway.prompt;

import java.util.List;

/** Short texts with a number in them, and 30 tokens of answer, as inference-perf's mock has. */
final class MockPrompts implements PromptSource {

    private static final int OUTPUT_TOKENS = 30;

    private final boolean chat;

    MockPrompts(PromptForm form) {
        this.chat =
                switch (form) {
                    case PromptForm.Chat _ -> true;
                    case PromptForm.TokenIds _, PromptForm.Text _ -> false;
                };
    }

    @Override
    public Prompt prompt(long index) {
        String text = "text" + index;
        Prompt.Content content = chat ? new Asked(text) : new Plain(text);
        int tokens = 1 + (text.length() - "text".length() + 2) / 3;
        return new Prompt(tokens, OUTPUT_TOKENS, List.of(), null, content);
    }

    private record Plain(String text) implements Prompt.Content.Text {}

    private record Asked(String text) implements Prompt.Content.Messages {
        @Override
        public List<Prompt.Content.Message> messages() {
            return List.of(new Prompt.Content.Message(Segment.USER, text));
        }
    }
}
