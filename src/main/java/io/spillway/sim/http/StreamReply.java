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
    private boolean bursting;

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
            int tokens = append(out, answer, null, false);
            send(out, tokens);
        }
    }

    @Override
    public void ended(Answer answer, boolean last, boolean broken) {
        context.counted(answer);
        boolean closes = last && !broken;
        boolean withUsage = closes && context.streaming().includeUsage();
        ByteBuf out = exchange.buffer(2 * events.sizeHint());
        int tokens = append(out, answer, answer.reason(), closes && !withUsage);
        if (withUsage) {
            events.usage(out, context.usage());
        }
        if (closes) {
            events.done(out);
            events.end(out);
        }
        send(out, tokens);
        if (closes) {
            context.logEnd(String.valueOf(answer.reason()));
            exchange.endStream();
        }
    }

    /** Appends what the answer has not sent yet; returns how many tokens that is. */
    private int append(ByteBuf out, Answer answer, @Nullable FinishReason reason, boolean signed) {
        int from = answer.sent();
        TokenUsage usage = context.streaming().continuousUsage() ? context.usageOf(answer) : null;
        if (from == 0 && context.api() == Api.CHAT) {
            events.role(out, answer.index(), context.noOutputYet(usage));
        }
        answer.sentAll();
        Stretch stretch =
                new Stretch(
                        answer.index(),
                        answer.planned().textSeed(),
                        from,
                        answer.sent(),
                        answer.planned().echo(),
                        reason,
                        signed);
        events.text(out, stretch, usage);
        return answer.sent() - from;
    }

    private void send(ByteBuf out, int tokens) {
        context.logSent(tokens);
        if (shape.splitBytes() > 0) {
            exchange.sendSplit(out, shape.splitBytes());
        } else if (bursting) {
            exchange.queue(out);
        } else if (context.choices() > 1) {
            exchange.queue(out);
            exchange.flushSoon();
        } else {
            exchange.send(out);
        }
    }

    @Override
    public void breakOff(MidStream way) {
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
        context.logEnd("abort");
    }

    @Override
    public boolean beginBurst() {
        bursting = exchange.isWritable();
        return bursting;
    }

    @Override
    public void endBurst() {
        bursting = false;
        exchange.flush();
    }
}
