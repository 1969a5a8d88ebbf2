package io.spillway.wiring;

import io.spillway.config.DataConfig;
import io.spillway.config.DistributionConfig;
import io.spillway.config.Experiment;
import io.spillway.prompt.LengthSpec;
import io.spillway.prompt.PromptSpec;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** The data of an experiment file as the prompt package describes prompts. */
final class PromptSpecs {

    private PromptSpecs() {}

    static PromptSpec of(Experiment experiment) {
        DataConfig data = experiment.data();
        return switch (data.type()) {
            case MOCK -> new PromptSpec.Mock();
            case SYNTHETIC, RANDOM -> drawn(data);
            case TRACE -> new PromptSpec.FromTrace();
            case SHARED_PREFIX -> shared(required(data.sharedPrefix(), "data.shared_prefix"));
            case CONVERSATION_REPLAY ->
                    replay(required(data.conversation(), "data.conversation_replay"));
            case SHARE_GPT -> dataset(PromptSpec.Kind.SHARE_GPT, data);
            case CNN_DAILYMAIL -> dataset(PromptSpec.Kind.CNN_DAILYMAIL, data);
            case INFINITY_INSTRUCT -> dataset(PromptSpec.Kind.INFINITY_INSTRUCT, data);
            case BILLSUM_CONVERSATIONS -> dataset(PromptSpec.Kind.BILLSUM_CONVERSATIONS, data);
        };
    }

    /** Random data without distributions takes its lengths from the load's trace. */
    private static PromptSpec drawn(DataConfig data) {
        DistributionConfig input = data.input();
        DistributionConfig output = data.output();
        if (input == null || output == null) {
            return new PromptSpec.FromTrace();
        }
        return new PromptSpec.Synthetic(
                lengths(input, LengthSpec.Type.SHIFTED_LOGNORMAL),
                lengths(output, LengthSpec.Type.SHIFTED_LOGNORMAL));
    }

    private static PromptSpec shared(DataConfig.SharedPrefix shared) {
        return new PromptSpec.SharedPrefix(
                shared.groups(),
                shared.promptsPerGroup(),
                lengths(shared.systemPromptLen()),
                lengths(shared.questionLen()),
                lengths(shared.outputLen()),
                shared.multiTurn(),
                PromptSpec.ConversationReplay.DEFAULT_MAX_MODEL_LEN,
                shared.seed());
    }

    private static PromptSpec replay(DataConfig.ConversationReplay replay) {
        DistributionConfig own = replay.dynamicSystemPromptLen();
        return new PromptSpec.ConversationReplay(
                replay.conversations(),
                replay.sharedSystemPromptLen(),
                own == null ? LengthSpec.fixed(0) : lengths(own),
                lengths(replay.turns()),
                lengths(replay.inputTokensPerTurn()),
                lengths(replay.outputTokensPerTurn()),
                replay.maxModelLen(),
                replay.seed());
    }

    private static PromptSpec dataset(PromptSpec.Kind kind, DataConfig data) {
        Path path = data.path();
        return new PromptSpec.Dataset(
                kind,
                path == null ? null : path.toString(),
                nullable(data.input()),
                nullable(data.output()));
    }

    private static @Nullable LengthSpec nullable(@Nullable DistributionConfig config) {
        return config == null ? null : lengths(config);
    }

    private static LengthSpec lengths(DistributionConfig config) {
        return lengths(config, LengthSpec.Type.LOGNORMAL);
    }

    private static LengthSpec lengths(DistributionConfig config, LengthSpec.Type lognormal) {
        LengthSpec.Type type =
                switch (config.type()) {
                    case NORMAL -> LengthSpec.Type.NORMAL;
                    case SKEW_NORMAL -> LengthSpec.Type.SKEW_NORMAL;
                    case LOGNORMAL -> lognormal;
                    case UNIFORM -> LengthSpec.Type.UNIFORM;
                    case POISSON -> LengthSpec.Type.POISSON;
                    case FIXED -> LengthSpec.Type.FIXED;
                };
        return new LengthSpec(
                type,
                config.min(),
                config.max(),
                config.mean(),
                config.stdDev(),
                null,
                config.skew());
    }

    private static <T> T required(@Nullable T block, String key) {
        if (block == null) {
            throw new IllegalStateException(key + " is missing and was accepted");
        }
        return block;
    }
}
