package io.spillway.sim.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.netty.buffer.ByteBuf;
import io.spillway.sim.http.Admission.Plan;
import io.spillway.sim.http.ApiError.ApiException;
import io.spillway.sim.http.ApiRequest.Api;
import io.spillway.sim.http.ApiRequest.PromptInput;
import io.spillway.sim.http.ReplyContext.LogTo;
import io.spillway.sim.http.SseEvents.AnswerHead;
import io.spillway.time.SystemTime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** Completions, chat, and the tokenizer. Confined to the server's loop. */
final class TextRoutes {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** Ids that clients choose are echoed in every event: only plain ones are taken. */
    private static final Pattern PLAIN_ID = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,128}");

    private final Setup setup;
    private final Admission admission;
    private final Generation.Tools tools;
    private final FaultSwitch faults;
    private final SplittableRandom random;

    TextRoutes(Setup setup, Admission admission, Generation.Tools tools, FaultSwitch faults) {
        this.setup = setup;
        this.admission = admission;
        this.tools = tools;
        this.faults = faults;
        this.random = new SplittableRandom(setup.seed());
    }

    /**
     * What the routes are made with.
     *
     * @param scratch of the loop, for putting events together
     * @param promptDetails whether usage tells of cached tokens
     */
    record Setup(
            SystemTime time,
            SendLog log,
            StreamShape shape,
            String fingerprint,
            int maxModelLen,
            boolean promptDetails,
            ByteBuf scratch,
            long seed) {}

    void generate(HttpExchange exchange, Api api) throws ApiException {
        HttpCall call = exchange.call();
        Faults struck = faultsOf(call);
        if (struck.errorBefore() != 0) {
            exchange.respond(injected(struck.errorBefore()));
            return;
        }
        StreamShape shape = shapeOf(call);
        Plan plan = admission.admit(ApiRequestParser.parse(api, call.body()));
        String id = api.idPrefix() + idOf(call);
        long created = setup.time().instantOf(call.arrivalNanos()).getEpochSecond();
        AnswerHead head = new AnswerHead(api, id, created, plan.model(), setup.fingerprint());
        LogTo logTo = new LogTo(tools.scheduler(), setup.log(), id, call.arrivalNanos());
        ReplyContext context = new ReplyContext(plan, logTo, setup.promptDetails());
        Generation.Reply reply;
        if (plan.request().streaming().enabled()) {
            SseEvents events =
                    new SseEvents(head, shape.crlf(), exchange.isChunked(), setup.scratch());
            reply = new StreamReply(exchange, events, context, shape);
        } else {
            reply = new WholeReply(exchange, head, context);
        }
        Generation generation = new Generation(tools, plan, struck, reply);
        exchange.onGone(generation::clientGone);
        generation.start();
    }

    private Faults faultsOf(HttpCall call) throws ApiException {
        try {
            return faults.next(call.header("x-spillway-fault"));
        } catch (IllegalArgumentException e) {
            throw ApiError.badRequest(String.valueOf(e.getMessage()), "X-Spillway-Fault")
                    .exception();
        }
    }

    private StreamShape shapeOf(HttpCall call) throws ApiException {
        String header = call.header("x-spillway-shape");
        try {
            return header == null ? setup.shape() : setup.shape().with(header);
        } catch (IllegalArgumentException e) {
            throw ApiError.badRequest(String.valueOf(e.getMessage()), "X-Spillway-Shape")
                    .exception();
        }
    }

    private static ApiError injected(int status) {
        String type =
                switch (status) {
                    case 429 -> "RateLimitError";
                    case 503 -> "ServiceUnavailableError";
                    default -> status < 500 ? "BadRequestError" : "InternalServerError";
                };
        return new ApiError(status, type, "A fault was asked for.", null);
    }

    private String idOf(HttpCall call) {
        String wanted = call.header("x-request-id");
        if (wanted != null && PLAIN_ID.matcher(wanted).matches()) {
            return wanted;
        }
        return "%016x%016x".formatted(random.nextLong(), random.nextLong());
    }

    void tokenize(HttpExchange exchange) throws ApiException {
        ApiRequest request = ApiRequestParser.parse(Api.TOKENIZE, exchange.call().body());
        String _ = admission.model(request.model());
        if (request.prompts().size() != 1) {
            throw ApiError.badRequest("Exactly one prompt is expected.", "prompt").exception();
        }
        PromptInput prompt = request.prompts().getFirst();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("count", prompt.ids().length);
        root.put("max_model_len", setup.maxModelLen());
        var tokens = root.putArray("tokens");
        for (int id : prompt.ids()) {
            tokens.add(id);
        }
        root.putNull("token_strs");
        respond(exchange, root);
    }

    void detokenize(HttpExchange exchange) throws ApiException {
        JsonNode tokens = readTokens(exchange.call().body());
        int[] ids = new int[tokens.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!tokens.path(i).isInt()) {
                throw RequestFields.wrong("tokens", "int_type", "Input should be integers");
            }
            ids[i] = tokens.path(i).intValue();
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("prompt", PseudoTokenizer.decode(ids));
        respond(exchange, root);
    }

    private static JsonNode readTokens(byte[] body) throws ApiException {
        @Nullable JsonNode root = null;
        try {
            root = MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw ApiError.invalid("json_invalid", "body", "JSON decode error").exception();
        } catch (IOException e) {
            throw ApiError.internal("reading the body failed").exception();
        }
        if (root == null || !root.path("tokens").isArray()) {
            throw RequestFields.wrong("tokens", "missing", "Field required");
        }
        return root.path("tokens");
    }

    private static void respond(HttpExchange exchange, ObjectNode root) {
        exchange.respond(200, HttpExchange.JSON, root.toString().getBytes(StandardCharsets.UTF_8));
    }
}
