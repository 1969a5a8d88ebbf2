package io.spillway.prompt;

import io.spillway.time.Seeds;

import java.util.List;

/**
 * Prompts of random tokens. No two are alike: up to the vocabulary's size, prompts differ in their
 * first token, so that no prefix cache helps, and with two tokens or more, up to its square.
 */
final class SyntheticPrompts implements PromptSource {

    private final Lengths lengths;
    private final PromptForm form;
    private final Seeds contents;
    private final long firstSerial;

    SyntheticPrompts(Lengths lengths, PromptForm form, Seeds seeds) {
        this.lengths = lengths;
        this.form = form;
        this.contents = seeds.named("contents");
        this.firstSerial = seeds.named("serials").generator().nextInt(1_000_000);
    }

    @Override
    public Prompt prompt(long index) {
        int tokens = lengths.inputTokens(index);
        var segment = new Segment(Segment.USER, tokens, contents.at(index), firstSerial + index);
        return new Prompt(
                tokens,
                lengths.outputTokens(index),
                List.of(),
                null,
                GeneratedContent.of(List.of(segment), form));
    }
}
