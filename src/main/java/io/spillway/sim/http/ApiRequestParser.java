package io.spillway.sim.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import io.spillway.sim.http.ApiError.ApiException;
import io.spillway.sim.http.ApiRequest.Api;
import io.spillway.sim.http.ApiRequest.PromptInput;
import io.spillway.sim.http.ApiRequest.Streaming;
import io.spillway.sim.http.PseudoTokenizer.ChatMessage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads the body of a request for text, or of {@code /tokenize}. Fields it does not know are
 * accepted and passed over, as vLLM does.
 */
final class ApiRequestParser {

    private static final JsonFactory JSON = new JsonFactory();

    private final Api api;
    private @Nullable String model;
    private @Nullable List<PromptInput> prompts;
    private @Nullable Integer maxTokens;
    private @Nullable Integer maxCompletionTokens;
    private @Nullable Integer truncateTo;
    private @Nullable String cacheSalt;
    private int minTokens;
    private int choices = 1;
    private boolean ignoreEos;
    private boolean echo;
    private boolean stream;
    private boolean streamOptions;
    private boolean includeUsage;
    private boolean continuousUsage;

    private ApiRequestParser(Api api) {
        this.api = api;
    }

    /** The request in a body; empty bodies are answered as missing. */
    static ApiRequest parse(Api api, byte[] body) throws ApiException {
        if (body.length == 0) {
            throw ApiError.missingBody().exception();
        }
        ApiRequestParser parser = new ApiRequestParser(api);
        try (JsonParser json = JSON.createParser(body)) {
            parser.readObject(json);
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            throw ApiError.invalid("json_invalid", "body." + at, "JSON decode error").exception();
        } catch (IOException e) {
            throw new UncheckedIOException("reading bytes in memory", e);
        }
        return parser.build();
    }

    private void readObject(JsonParser json) throws IOException, ApiException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw ApiError.invalid("model_attributes_type", "body", "Input should be a dictionary")
                    .exception();
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            field(json, name);
        }
        if (json.nextToken() != null) {
            throw ApiError.invalid("json_invalid", "body", "Extra data").exception();
        }
    }

    private void field(JsonParser json, String name) throws IOException, ApiException {
        switch (name) {
            case "model" -> model = RequestFields.string(json, name);
            case "prompt", "messages" -> prompt(json, name);
            case "max_tokens" -> maxTokens = RequestFields.integer(json, name);
            case "max_completion_tokens" -> maxCompletionTokens = RequestFields.integer(json, name);
            case "min_tokens" -> minTokens = RequestFields.integerOr(json, name, 0);
            case "n" -> choices = RequestFields.integerOr(json, name, 1);
            case "ignore_eos" -> ignoreEos = RequestFields.flag(json, name);
            case "echo" -> echo = RequestFields.flag(json, name);
            case "stream" -> stream = RequestFields.flag(json, name);
            case "stream_options" -> streamOptions(json);
            case "cache_salt" -> cacheSalt = RequestFields.string(json, name);
            case "truncate_prompt_tokens" -> truncateTo = RequestFields.integer(json, name);
            case "temperature" -> temperature(json);
            case "top_p" -> topP(json);
            case "logprobs", "top_logprobs", "prompt_logprobs" -> refuse(json, name);
            case "use_beam_search" -> refuse(json, name);
            default -> json.skipChildren();
        }
    }

    /** Completions take a prompt, chats messages, and tokenize either. */
    private void prompt(JsonParser json, String name) throws IOException, ApiException {
        if (name.equals("prompt") && api != Api.CHAT) {
            prompts = RequestFields.prompts(json);
        } else if (name.equals("messages") && api != Api.COMPLETION) {
            prompts = List.of(conversation(RequestFields.messages(json)));
        } else {
            json.skipChildren();
        }
    }

    private static PromptInput conversation(List<ChatMessage> messages) throws ApiException {
        if (messages.isEmpty()) {
            throw ApiError.badRequest(
                            "Cannot apply chat template to an empty conversation. Provide at least"
                                    + " one message.",
                            null)
                    .exception();
        }
        return new PromptInput(PseudoTokenizer.encode(messages), null);
    }

    private void streamOptions(JsonParser json) throws IOException, ApiException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw RequestFields.wrong(
                    "stream_options", "dict_type", "Input should be a valid dictionary");
        }
        streamOptions = true;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "include_usage" -> includeUsage = RequestFields.flag(json, name);
                case "continuous_usage_stats" -> continuousUsage = RequestFields.flag(json, name);
                default -> json.skipChildren();
            }
        }
    }

    private static void temperature(JsonParser json) throws IOException, ApiException {
        Double value = RequestFields.number(json, "temperature");
        if (value != null && !(value >= 0)) {
            throw ApiError.outOfBounds("temperature", value, "temperature must be non-negative")
                    .exception();
        }
    }

    private static void topP(JsonParser json) throws IOException, ApiException {
        Double value = RequestFields.number(json, "top_p");
        if (value != null && !(value > 0 && value <= 1)) {
            throw ApiError.outOfBounds("top_p", value, "top_p must be in (0, 1]").exception();
        }
    }

    /** What changes the answer's shape and is not simulated is refused, not ignored. */
    private static void refuse(JsonParser json, String name) throws IOException, ApiException {
        JsonToken token = json.currentToken();
        boolean off =
                token == JsonToken.VALUE_NULL
                        || token == JsonToken.VALUE_FALSE
                        || (name.equals("top_logprobs")
                                && token.isNumeric()
                                && json.getDoubleValue() == 0);
        if (!off) {
            throw ApiError.notImplemented(name + " is not simulated", name).exception();
        }
    }

    private ApiRequest build() throws ApiException {
        if (prompts == null) {
            throw api == Api.CHAT
                    ? RequestFields.wrong("messages", "missing", "Field required")
                    : ApiError.noPrompt().exception();
        }
        if (streamOptions && !stream) {
            String message =
                    "Stream options can only be defined when `stream=True`."
                            + " (parameter=stream_options)";
            throw ApiError.badRequest(message, "stream_options").exception();
        }
        Integer limit =
                api == Api.CHAT && maxCompletionTokens != null ? maxCompletionTokens : maxTokens;
        return new ApiRequest(
                api,
                model,
                prompts,
                limit,
                minTokens,
                choices,
                ignoreEos,
                echo && api == Api.COMPLETION,
                new Streaming(stream, includeUsage, continuousUsage),
                cacheSalt,
                truncateTo);
    }
}
