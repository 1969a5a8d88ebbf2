package io.spillway.sim.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.http.ApiRequest.Api;
import io.spillway.sim.http.Faults.MidStream;
import io.spillway.sim.http.SseEvents.AnswerHead;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** A reply as one JSON object, when all answers are complete. Confined to the server's loop. */
final class WholeReply implements Generation.Reply {

    private final HttpExchange exchange;
    private final AnswerHead head;
    private final ReplyContext context;
    private final TreeMap<Integer, ObjectNode> choices = new TreeMap<>();

    WholeReply(HttpExchange exchange, AnswerHead head, ReplyContext context) {
        this.exchange = exchange;
        this.head = head;
        this.context = context;
    }

    @Override
    public void begin() {}

    @Override
    public void grew(Answer answer) {
        context.counted(answer);
    }

    @Override
    public void grewBlock(Answer answer) {
        context.counted(answer);
    }

    @Override
    public void ended(Answer answer, boolean last, boolean broken) {
        context.counted(answer);
        if (answer.reason() == FinishReason.ERROR) {
            exchange.respond(ApiError.internal("The engine gave up on the request."));
            return;
        }
        choices.put(answer.index(), choice(answer));
        if (last && !broken) {
            context.logSent(context.usage().completionTokens());
            context.logEnd(String.valueOf(answer.reason()));
            exchange.respond(200, HttpExchange.JSON, body());
        }
    }

    private ObjectNode choice(Answer answer) {
        String text = text(answer);
        ObjectNode choice = JsonNodeFactory.instance.objectNode();
        choice.put("index", answer.index());
        if (context.api() == Api.CHAT) {
            message(choice.putObject("message"), text);
        } else {
            choice.put("text", text);
        }
        choice.putNull("logprobs");
        choice.put(
                "finish_reason", answer.reason() == null ? null : SseEvents.label(answer.reason()));
        choice.putNull("stop_reason");
        choice.putNull("token_ids");
        if (context.api() != Api.CHAT) {
            choice.putNull("prompt_logprobs");
            choice.putNull("prompt_token_ids");
        }
        choice.putNull("routed_experts");
        return choice;
    }

    private static void message(ObjectNode message, String text) {
        message.put("role", "assistant");
        message.put("content", text);
        message.putNull("refusal");
        message.putNull("annotations");
        message.putNull("audio");
        message.putNull("function_call");
        message.putNull("reasoning");
    }

    private static String text(Answer answer) {
        StringBuilder text = new StringBuilder();
        if (answer.planned().echo() != null) {
            text.append(answer.planned().echo());
        }
        for (int i = 0; i < answer.generated(); i++) {
            byte[] word = Words.at(answer.planned().textSeed(), i);
            text.append(new String(word, StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    private byte[] body() {
        boolean chat = context.api() == Api.CHAT;
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("id", head.id());
        root.put("object", chat ? "chat.completion" : "text_completion");
        root.put("created", head.createdSeconds());
        root.put("model", head.model());
        ArrayNode list = root.putArray("choices");
        choices.values().forEach(list::add);
        root.putNull("service_tier");
        root.put("system_fingerprint", head.fingerprint());
        usage(root.putObject("usage"));
        if (chat) {
            root.putNull("prompt_logprobs");
            root.putNull("prompt_token_ids");
            root.putNull("prompt_text");
        }
        root.putNull("kv_transfer_params");
        root.putNull("ec_transfer_params");
        root.putNull("metrics");
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void usage(ObjectNode node) {
        TokenUsage usage = context.usage();
        node.put("prompt_tokens", usage.promptTokens());
        node.put("total_tokens", usage.promptTokens() + usage.completionTokens());
        node.put("completion_tokens", usage.completionTokens());
        if (usage.cachedTokens() < 0) {
            node.putNull("prompt_tokens_details");
        } else {
            node.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedTokens());
        }
        node.putNull("completion_tokens_details");
    }

    @Override
    public void breakOff(MidStream way) {
        context.logEnd("fault");
        switch (way) {
            case ERROR_EVENT -> exchange.respond(ApiError.internal("A fault was asked for."));
            case RESET -> exchange.reset();
            case TRUNCATE, END -> exchange.respondTruncated(HttpExchange.JSON, body());
            case STALL, NONE -> {}
        }
    }

    @Override
    public void abandoned() {
        context.logEnd("abort");
    }
}
