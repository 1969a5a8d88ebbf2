package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code data}: what requests say.
 *
 * @param path a file or folder of the data set; null to download it
 * @param input prompt lengths; null where the data or the trace gives them
 * @param output output lengths; null where the data or the trace gives them
 * @param trace lengths taken from a trace, null for none
 * @param sharedPrefix of {@link Type#SHARED_PREFIX}
 * @param conversation of {@link Type#CONVERSATION_REPLAY}
 */
public record DataConfig(
        Type type,
        @Nullable Path path,
        @Nullable DistributionConfig input,
        @Nullable DistributionConfig output,
        @Nullable TraceConfig trace,
        @Nullable SharedPrefix sharedPrefix,
        @Nullable ConversationReplay conversation) {

    /** The data sets. */
    public enum Type implements Choice {
        MOCK,
        SYNTHETIC,
        RANDOM,
        SHARED_PREFIX,
        SHARE_GPT {
            @Override
            public String yaml() {
                return "shareGPT";
            }
        },
        CNN_DAILYMAIL,
        INFINITY_INSTRUCT,
        BILLSUM_CONVERSATIONS,
        CONVERSATION_REPLAY,
        /** Lengths and prefixes as the trace of the load has them. */
        TRACE
    }

    /**
     * Prompts that share their beginnings.
     *
     * @param groups how many different beginnings
     * @param promptsPerGroup how many different prompts share one
     * @param systemPromptLen tokens of the shared part
     * @param questionLen tokens of the part that differs
     * @param outputLen tokens asked for
     * @param seed of the texts; null for the experiment's
     * @param multiTurn whether a group's prompts are the turns of one conversation
     */
    public record SharedPrefix(
            int groups,
            int promptsPerGroup,
            DistributionConfig systemPromptLen,
            DistributionConfig questionLen,
            DistributionConfig outputLen,
            @Nullable Long seed,
            boolean multiTurn) {}

    /**
     * Made-up conversations of several turns.
     *
     * @param dynamicSystemPromptLen tokens of each conversation's own beginning, null for none
     * @param maxModelLen a conversation ends before it grows beyond
     */
    public record ConversationReplay(
            long seed,
            int conversations,
            int sharedSystemPromptLen,
            @Nullable DistributionConfig dynamicSystemPromptLen,
            DistributionConfig turns,
            DistributionConfig inputTokensPerTurn,
            DistributionConfig outputTokensPerTurn,
            int maxModelLen) {}

    private static final Map<String, String> REFUSED_TYPES = refusedTypes();

    /** Whether lengths are drawn from the two distributions. */
    boolean drawsLengths() {
        return type == Type.SYNTHETIC || type == Type.RANDOM;
    }

    static DataConfig read(Section s, boolean withTrace) {
        Type type = s.choice("type", withTrace ? Type.RANDOM : Type.MOCK, REFUSED_TYPES);
        s.refuse(
                "multimodal",
                "leave it out: requests carry text only; measure images, video and audio with"
                        + " another tool");
        REFUSED_TYPES.forEach(s::refuse);
        s.file("corpus_file_path");
        if (s.has("corpus_file_path")) {
            s.warn("corpus_file_path", "has no effect: made-up prompts are random words");
        }
        if (s.flag("use_chat_template", false)) {
            s.warn(
                    "use_chat_template",
                    "has no effect: write api.type: chat, and the server applies its template");
        }
        return new DataConfig(
                type,
                s.file("path"),
                s.section("input_distribution", DistributionConfig::read),
                s.section("output_distribution", DistributionConfig::read),
                s.section("trace", TraceConfig::read),
                block(s, "shared_prefix", type == Type.SHARED_PREFIX, DataConfig::sharedPrefix),
                block(
                        s,
                        "conversation_replay",
                        type == Type.CONVERSATION_REPLAY,
                        DataConfig::conversation));
    }

    /** The block of a type of data; with defaults where that type is asked for without it. */
    private static <T> @Nullable T block(
            Section s, String key, boolean asked, Function<Section, T> read) {
        return asked ? read.apply(s.section(key)) : s.section(key, read);
    }

    private static SharedPrefix sharedPrefix(Section s) {
        s.refuse("multimodal", "leave it out: requests carry text only");
        return new SharedPrefix(
                either(s, "num_groups", "num_unique_system_prompts"),
                either(s, "num_prompts_per_group", "num_users_per_system_prompt"),
                DistributionConfig.readOrFixed(s, "system_prompt_len", 100),
                lengths(s, "question_len", "question_distribution"),
                lengths(s, "output_len", "output_distribution"),
                s.seed("seed"),
                s.flag("enable_multi_turn_chat", false));
    }

    private static int either(Section s, String key, String alias) {
        int value = s.integer(key, 10, Bounds.atLeast(1));
        Integer other = s.integer(alias, Bounds.atLeast(1));
        if (s.has(key) && s.has(alias)) {
            s.problem(alias, "write " + key + " or " + alias + "; they mean the same");
        }
        return other == null ? value : other;
    }

    private static DistributionConfig lengths(Section s, String key, String legacy) {
        boolean inline = s.value(key) instanceof ConfigNode.Mapping;
        DistributionConfig value = DistributionConfig.readOrFixed(s, key, 50);
        DistributionConfig old = s.section(legacy, DistributionConfig::read);
        if (inline && s.has(legacy)) {
            s.problem(legacy, "write the distribution in " + key + " only");
        }
        return old == null ? value : old;
    }

    private static ConversationReplay conversation(Section s) {
        Long seed = s.seed("seed");
        if (s.section("tool_call_latency_sec", DistributionConfig::read) != null) {
            s.warn("tool_call_latency_sec", "has no effect: the load says when a turn is sent");
        }
        return new ConversationReplay(
                seed == null ? 42 : seed,
                s.integer("num_conversations", 200, Bounds.atLeast(1)),
                s.integer("shared_system_prompt_len", 8359, Bounds.NOT_NEGATIVE),
                s.section("dynamic_system_prompt_len", DistributionConfig::read),
                DistributionConfig.readOrFixed(s, "turns_per_conversation", 10),
                DistributionConfig.readOrFixed(s, "input_tokens_per_turn", 512),
                DistributionConfig.readOrFixed(s, "output_tokens_per_turn", 256),
                s.integer("max_model_len", 225_000, Bounds.atLeast(1)));
    }

    private static Map<String, String> refusedTypes() {
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put(
                "otel_trace_replay",
                "write type: conversation_replay for conversations of several turns, or type: trace"
                        + " with load.trace for recorded arrivals and lengths");
        refused.put(
                "weka_trace_replay",
                "write type: trace with load.trace: {file: …, format: Mooncake}, which replays"
                        + " arrivals, lengths and prefix hashes");
        refused.put(
                "synthetic_agentic",
                "write type: conversation_replay, which makes conversations of several turns");
        refused.put(
                "visionarena",
                "write type: shareGPT for real conversations: requests carry text only");
        return refused;
    }
}
