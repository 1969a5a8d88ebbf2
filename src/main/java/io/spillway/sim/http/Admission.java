package io.spillway.sim.http;

import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.InferenceEngine.Submission;
import io.spillway.sim.http.ApiError.ApiException;
import io.spillway.sim.http.ApiRequest.Api;
import io.spillway.sim.http.ApiRequest.PromptInput;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Holds a request against the server's limits and turns it into what the engine is to do.
 *
 * <p>Output lengths: {@code max_tokens}, clipped to the room the prompt leaves, is what an answer
 * gets, and it ends for {@code length}. A chat that names no limit and does not ignore the end of
 * sequence gets a length drawn from a log-normal distribution (median {@value #NATURAL_MEDIAN},
 * sigma {@value #NATURAL_SIGMA}), seeded by its prompt, and ends for {@code stop}.
 */
final class Admission {

    private static final int MAX_CHOICES = 128;
    private static final int MAX_SEQUENCES = 16_384;
    private static final int DEFAULT_COMPLETION_TOKENS = 16;
    private static final int NATURAL_MEDIAN = 180;
    private static final double NATURAL_SIGMA = 0.7;

    private final List<String> models;
    private final int maxModelLen;
    private final int blockTokens;
    private final long seed;

    Admission(List<String> models, int maxModelLen, int blockTokens, long seed) {
        this.models = List.copyOf(models);
        this.maxModelLen = maxModelLen;
        this.blockTokens = blockTokens;
        this.seed = seed;
    }

    /**
     * One answer to produce.
     *
     * @param reason why it will end when nothing interferes
     * @param textSeed decides the words
     * @param echo text that precedes the answer
     */
    record PlannedChoice(
            Submission submission, FinishReason reason, long textSeed, @Nullable String echo) {}

    /**
     * A request that was let in.
     *
     * @param promptTokens of all prompts, as usage counts them
     */
    record Plan(String model, ApiRequest request, int promptTokens, List<PlannedChoice> choices) {
        Plan {
            choices = List.copyOf(choices);
        }
    }

    Plan admit(ApiRequest request) throws ApiException {
        String model = model(request.model());
        checkNumbers(request);
        List<PlannedChoice> choices = new ArrayList<>();
        int promptTokens = 0;
        for (PromptInput sent : request.prompts()) {
            PromptInput prompt = truncated(sent, request.truncateTo());
            promptTokens += prompt.ids().length;
            for (int i = 0; i < request.choices(); i++) {
                choices.add(choice(request, prompt, i));
            }
        }
        return new Plan(model, request, promptTokens, choices);
    }

    /** The name to answer with. */
    String model(@Nullable String asked) throws ApiException {
        if (asked == null || asked.isEmpty()) {
            return models.getFirst();
        }
        if (!models.contains(asked)) {
            throw ApiError.unknownModel(asked, models).exception();
        }
        return asked;
    }

    private static void checkNumbers(ApiRequest request) throws ApiException {
        if (request.choices() < 1 || request.choices() > MAX_CHOICES) {
            String message =
                    request.choices() < 1
                            ? "n must be at least 1, got %d.".formatted(request.choices())
                            : "n must be at most %d, got %d."
                                    .formatted(MAX_CHOICES, request.choices());
            throw ApiError.badRequest(message, null).exception();
        }
        Integer maxTokens = request.maxTokens();
        if (maxTokens != null && maxTokens < 1) {
            throw ApiError.outOfBounds("max_tokens", maxTokens, "max_tokens must be at least 1")
                    .exception();
        }
        if (request.minTokens() < 0) {
            String message =
                    "min_tokens must be greater than or equal to 0, got %d."
                            .formatted(request.minTokens());
            throw ApiError.badRequest(message, null).exception();
        }
        if (maxTokens != null && request.minTokens() > maxTokens) {
            String message =
                    "min_tokens must be less than or equal to max_tokens=%d, got %d."
                            .formatted(maxTokens, request.minTokens());
            throw ApiError.badRequest(message, null).exception();
        }
        if (request.prompts().isEmpty()) {
            throw ApiError.badRequest("You must pass at least one prompt", null).exception();
        }
        if ((long) request.prompts().size() * request.choices() > MAX_SEQUENCES) {
            String message = "A request may ask for at most " + MAX_SEQUENCES + " answers.";
            throw ApiError.badRequest(message, "prompt").exception();
        }
    }

    private PromptInput truncated(PromptInput prompt, @Nullable Integer truncateTo) {
        if (truncateTo == null) {
            return prompt;
        }
        int keep = truncateTo < 0 ? maxModelLen - 1 : truncateTo;
        int[] ids = prompt.ids();
        return ids.length <= keep
                ? prompt
                : new PromptInput(Arrays.copyOfRange(ids, ids.length - keep, ids.length), null);
    }

    private PlannedChoice choice(ApiRequest request, PromptInput prompt, int index)
            throws ApiException {
        int[] ids = prompt.ids();
        if (ids.length == 0) {
            throw ApiError.noPrompt().exception();
        }
        int room = maxModelLen - ids.length;
        Integer asked = request.maxTokens();
        if (room < 1) {
            boolean isText = prompt.text() != null || request.api() == Api.CHAT;
            throw ApiError.tooLong(maxModelLen, ids.length, isText).exception();
        }
        long textSeed = Hashing.mix(Hashing.tokens(ids) ^ seed) + index;
        FinishReason reason = FinishReason.LENGTH;
        int limit = Math.min(room, asked == null ? defaultLimit(request, room) : asked);
        if (asked == null && request.api() == Api.CHAT && !request.ignoreEos()) {
            int natural = Math.max(request.minTokens(), naturalLength(textSeed));
            reason = natural < limit ? FinishReason.STOP : reason;
            limit = Math.min(limit, natural);
        }
        long salt = Hashing.text(request.cacheSalt());
        var submission =
                new Submission(ids.length, limit, Hashing.blocks(ids, blockTokens, salt), 0);
        return new PlannedChoice(
                submission, reason, textSeed, request.echo() ? prompt.echo() : null);
    }

    private static int defaultLimit(ApiRequest request, int room) {
        return request.api() == Api.CHAT
                ? room
                : Math.max(DEFAULT_COMPLETION_TOKENS, request.minTokens());
    }

    private static int naturalLength(long textSeed) {
        double gaussian = new SplittableRandom(textSeed).nextGaussian();
        return Math.max(1, (int) Math.round(NATURAL_MEDIAN * Math.exp(NATURAL_SIGMA * gaussian)));
    }
}
