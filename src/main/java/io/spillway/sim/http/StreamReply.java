package io.spillway.sim.http;

import io.netty.buffer.ByteBuf;
import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.http.ApiRequest.Api;
import io.spillway.sim.http.Faults.MidStream;
import io.spillway.sim.http.SseEvents.Stretch;

import org.jspecify.annotations.Nullable;

/** A reply as server-sent events. Confined to the server's loop. */
final class StreamReply implements Generation.Reply {

    private final HttpExchange exchange;
    private final SseEvents events;
    private final ReplyContext context;
    private final StreamShape shape;
    private @Nullable ByteBuf block;

    StreamReply(HttpExchange exchange, SseEvents events, ReplyContext context, StreamShape shape) {
        this.exchange = exchange;
        this.events = events;
        this.context = context;
        this.shape = shape;
    }

    @Override
    public void begin() {
        exchange.beginStream();
    }

    @Override
    public void grew(Answer answer) {
        context.counted(answer);
        int pending = answer.generated() - answer.sent();
        if (answer.sent() == 0 || pending >= shape.interval()) {
            ByteBuf out = exchange.buffer(events.sizeHint());
            int tokens = append(out, answer, answer.generated(), null);
            send(out, tokens);
        }
    }

    /** Sends all but the last token, which waits for the end of the answer. */
    @Override
    public void grewBlock(Answer answer) {
        context.counted(answer);
        int end = answer.isOnLastToken() ? answer.generated() - 1 : answer.generated();
        int from = answer.sent();
        boolean whole = from > 0 && from % Words.PERIOD == 0 && end - from == Words.PERIOD;
        if (whole && shape.isPlain() && !context.streaming().continuousUsage()) {
            answer.sentUpTo(end);
            send(repeatedBlock(answer, from), end - from);
        } else if (end > from) {
            send(eventsUpTo(answer, end), end - from);
        }
    }

    /** The events of a period of words, which are the same bytes every time. */
    private ByteBuf repeatedBlock(Answer answer, int from) {
        ByteBuf events = block;
        if (events == null || context.choices() > 1) {
            releaseBlock();
            answer.sentUpTo(from);
            events = eventsUpTo(answer, from + Words.PERIOD);
            block = events;
        }
        return events.retainedDuplicate();
    }

    private ByteBuf eventsUpTo(Answer answer, int end) {
        ByteBuf out = exchange.buffer((end - answer.sent()) * events.sizeHint());
        while (answer.sent() < end) {
            int size = answer.sent() == 0 ? 1 : shape.interval();
            append(out, answer, Math.min(end, answer.sent() + size), null);
        }
        return out;
    }

    private void releaseBlock() {
        if (block != null) {
            block.release();
            block = null;
        }
    }

    @Override
    public void ended(Answer answer, boolean last, boolean broken) {
        context.counted(answer);
        boolean closes = last && !broken;
        boolean withUsage = closes && context.streaming().includeUsage();
        ByteBuf out = exchange.buffer(2 * events.sizeHint());
        Ending ending = new Ending(answer.reason(), closes && !withUsage);
        int tokens = append(out, answer, answer.generated(), ending);
        if (withUsage) {
            events.usage(out, context.usage());
        }
        if (closes) {
            events.done(out);
            events.end(out);
        }
        send(out, tokens);
        if (closes) {
            releaseBlock();
            context.logEnd(String.valueOf(answer.reason()));
            exchange.endStream();
        }
    }

    /**
     * The end of an answer.
     *
     * @param signed whether the system fingerprint rides on its last event
     */
    private record Ending(@Nullable FinishReason reason, boolean signed) {}

    /** Appends one event with the tokens up to this one; returns how many that is. */
    private int append(ByteBuf out, Answer answer, int end, @Nullable Ending ending) {
        int from = answer.sent();
        TokenUsage usage =
                context.streaming().continuousUsage() ? context.usageOf(answer, end) : null;
        if (from == 0 && context.api() == Api.CHAT) {
            events.role(out, answer.index(), context.noOutputYet(usage));
        }
        answer.sentUpTo(end);
        Stretch stretch =
                new Stretch(
                        answer.index(),
                        answer.planned().textSeed(),
                        from,
                        end,
                        answer.planned().echo(),
                        ending == null ? null : ending.reason(),
                        ending != null && ending.signed());
        events.text(out, stretch, usage);
        return end - from;
    }

    private void send(ByteBuf out, int tokens) {
        context.logSent(tokens);
        if (shape.splitBytes() > 0) {
            exchange.sendSplit(out, shape.splitBytes());
        } else if (context.choices() > 1) {
            exchange.queue(out);
            exchange.flushSoon();
        } else {
            exchange.send(out);
        }
    }

    @Override
    public void breakOff(MidStream way) {
        releaseBlock();
        context.logEnd("fault");
        exchange.flush();
        switch (way) {
            case ERROR_EVENT -> {
                ByteBuf out = exchange.buffer(512);
                events.error(out, ApiError.internal("A fault was asked for."));
                events.done(out);
                events.end(out);
                exchange.queue(out);
                exchange.endStream();
            }
            case END -> {
                ByteBuf out = exchange.buffer(16);
                events.end(out);
                exchange.queue(out);
                exchange.endStream();
            }
            case RESET -> exchange.reset();
            case TRUNCATE -> exchange.close();
            case STALL, NONE -> {}
        }
    }

    @Override
    public void abandoned() {
        releaseBlock();
        context.logEnd("abort");
    }

    @Override
    public boolean isReady() {
        return exchange.isWritable();
    }
}
