package io.spillway.sim.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.netty.buffer.ByteBuf;
import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.http.ApiRequest.Api;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes the events of one stream, each as one chunk of the HTTP body. What is the same for all of
 * them is encoded once; an event is put together from bytes, without a JSON library.
 *
 * <p>Confined to the server's loop, whose scratch buffer it uses.
 */
final class SseEvents {

    private static final byte[] INDEX = ascii("{\"index\":");
    private static final byte[] TEXT = ascii(",\"text\":\"");
    private static final byte[] CONTENT = ascii(",\"delta\":{\"content\":\"");
    private static final byte[] ROLE =
            ascii(
                    ",\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,"
                            + "\"finish_reason\":null}],\"prompt_token_ids\":null,"
                            + "\"prompt_text\":null");
    private static final byte[] TEXT_REASON = ascii("\",\"logprobs\":null,\"finish_reason\":");
    private static final byte[] CONTENT_REASON = ascii("\"},\"logprobs\":null,\"finish_reason\":");
    private static final byte[] NULL = ascii("null");
    private static final byte[] STOP_REASON = ascii(",\"stop_reason\":null");
    private static final byte[] PROMPT_IDS = ascii(",\"prompt_token_ids\":null");
    private static final byte[] CHOICE_END = ascii(",\"token_ids\":null}]");
    private static final byte[] NO_CHOICES = ascii("]");
    private static final byte[] USAGE = ascii(",\"usage\":");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] DONE = ascii("data: [DONE]");
    private static final byte[] LF = ascii("\n\n");
    private static final byte[] CRLF = ascii("\r\n\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    private final boolean chat;
    private final byte[] head;
    private final byte[] eol;
    private final byte[] fingerprint;
    private final boolean chunked;
    private final ByteBuf scratch;

    /**
     * @param chunked false for HTTP/1.0, whose body ends with the connection
     */
    SseEvents(AnswerHead answer, boolean crlf, boolean chunked, ByteBuf scratch) {
        this.chat = answer.api() == Api.CHAT;
        this.head = ascii(answer.json(chat ? "chat.completion.chunk" : "text_completion"));
        this.fingerprint = ascii(",\"system_fingerprint\":\"" + answer.fingerprint() + "\"");
        this.eol = crlf ? CRLF : LF;
        this.chunked = chunked;
        this.scratch = scratch;
    }

    /** What all events of an answer begin with. */
    record AnswerHead(Api api, String id, long createdSeconds, String model, String fingerprint) {
        private String json(String object) {
            return "data: {\"id\":\"%s\",\"object\":\"%s\",\"created\":%d,\"model\":\"%s\",\"choices\":["
                    .formatted(quoted(id), object, createdSeconds, quoted(model));
        }
    }

    /**
     * A stretch of an answer's text.
     *
     * @param echo what comes before the first word
     * @param reason set on the last event of the answer
     * @param signed whether the system fingerprint rides on this event
     */
    record Stretch(
            int choice,
            long textSeed,
            int from,
            int to,
            @Nullable String echo,
            @Nullable FinishReason reason,
            boolean signed) {}

    /** Room to ask the allocator for. */
    int sizeHint() {
        return head.length + 256;
    }

    /** The first event of a chat answer, which names the role. */
    void role(ByteBuf out, int choice, @Nullable TokenUsage usage) {
        scratch.clear().writeBytes(head).writeBytes(INDEX);
        writeNumber(choice);
        scratch.writeBytes(ROLE);
        finish(out, usage, false);
    }

    void text(ByteBuf out, Stretch stretch, @Nullable TokenUsage usage) {
        scratch.clear().writeBytes(head).writeBytes(INDEX);
        writeNumber(stretch.choice());
        scratch.writeBytes(chat ? CONTENT : TEXT);
        if (stretch.echo() != null && stretch.from() == 0) {
            scratch.writeBytes(quotedBytes(stretch.echo()));
        }
        for (int i = stretch.from(); i < stretch.to(); i++) {
            scratch.writeBytes(Words.at(stretch.textSeed(), i));
        }
        scratch.writeBytes(chat ? CONTENT_REASON : TEXT_REASON);
        if (stretch.reason() == null) {
            scratch.writeBytes(NULL);
        } else {
            scratch.writeBytes(ascii("\"" + label(stretch.reason()) + "\""));
        }
        if (!chat || stretch.reason() != null) {
            scratch.writeBytes(STOP_REASON);
        }
        if (!chat) {
            scratch.writeBytes(PROMPT_IDS);
        }
        scratch.writeBytes(CHOICE_END);
        finish(out, usage, stretch.signed());
    }

    /** The event that carries usage alone. */
    void usage(ByteBuf out, TokenUsage usage) {
        scratch.clear().writeBytes(head).writeBytes(NO_CHOICES);
        finish(out, usage, true);
    }

    void error(ByteBuf out, ApiError error) {
        scratch.clear().writeBytes(DATA).writeBytes(error.json());
        endEvent(out);
    }

    void done(ByteBuf out) {
        scratch.clear().writeBytes(DONE);
        endEvent(out);
    }

    /** The end of the body. */
    void end(ByteBuf out) {
        if (chunked) {
            out.writeBytes(LAST_CHUNK);
        }
    }

    private void finish(ByteBuf out, @Nullable TokenUsage usage, boolean signed) {
        if (usage != null) {
            scratch.writeBytes(USAGE).writeBytes(ascii(usage.json()));
        }
        if (signed) {
            scratch.writeBytes(fingerprint);
        }
        scratch.writeByte('}');
        endEvent(out);
    }

    private void endEvent(ByteBuf out) {
        scratch.writeBytes(eol);
        if (chunked) {
            writeHex(out, scratch.readableBytes());
            out.writeShort('\r' << 8 | '\n').writeBytes(scratch).writeShort('\r' << 8 | '\n');
        } else {
            out.writeBytes(scratch);
        }
    }

    private static void writeHex(ByteBuf out, int value) {
        int shift = Math.max(0, (31 - Integer.numberOfLeadingZeros(value)) / 4 * 4);
        for (; shift >= 0; shift -= 4) {
            out.writeByte(Character.forDigit((value >>> shift) & 15, 16));
        }
    }

    private void writeNumber(int value) {
        if (value < 10) {
            scratch.writeByte('0' + value);
        } else {
            scratch.writeBytes(ascii(Integer.toString(value)));
        }
    }

    static String label(FinishReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static byte[] quotedBytes(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
