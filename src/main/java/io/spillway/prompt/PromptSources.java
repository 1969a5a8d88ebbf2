package io.spillway.prompt;

import io.spillway.time.Seeds;
import io.spillway.trace.Trace;

import org.jspecify.annotations.Nullable;

/** Makes prompts from their description. What is made is immutable and thread-safe. */
public final class PromptSources {

    private PromptSources() {}

    /**
     * Generated prompts.
     *
     * @param trace the load's trace; needed by {@link PromptSpec.FromTrace} alone
     * @param seeds the run's; prompts take theirs under the name {@code prompts}, unless the
     *     description has a seed of its own
     */
    public static PromptSource of(
            PromptSpec.Generated spec, PromptForm form, @Nullable Trace trace, Seeds seeds) {
        Seeds own = seeds.named("prompts");
        return switch (spec) {
            case PromptSpec.Mock _ -> new MockPrompts(form);
            case PromptSpec.Synthetic synthetic ->
                    new SyntheticPrompts(Lengths.drawn(synthetic, own), form, own);
            case PromptSpec.FromTrace _ -> {
                if (trace == null) {
                    throw new IllegalArgumentException(
                            "prompts with the lengths of a trace need a trace");
                }
                yield new TracePrompts(trace, form, own);
            }
            case PromptSpec.SharedPrefix shared ->
                    new SharedPrefixPrompts(shared, form, seeded(shared.seed(), own));
            case PromptSpec.ConversationReplay replay ->
                    new ConversationPrompts(replay, form, seeded(replay.seed(), own));
        };
    }

    private static Seeds seeded(@Nullable Long seed, Seeds otherwise) {
        return seed == null ? otherwise : Seeds.of(seed).named("prompts");
    }
}
