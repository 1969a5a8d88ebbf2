package io.spillway.load.http;

import io.spillway.fleet.FailureCause;
import io.spillway.load.ResponseListener;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A listener that keeps what it hears and complains of what the port forbids. */
class Heard implements ResponseListener {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int violations;
    long sentNanos = -1;
    long firstChunkNanos = -1;
    long firstTextNanos = -1;
    long lastTextNanos = -1;
    long endNanos = -1;
    int sent;
    int reconnects;
    int texts;
    int silentTokens;
    @Nullable Usage usage;
    @Nullable FailureCause cause;

    @Override
    public void sent(long nanos) {
        sentNanos = nanos;
        violations += sent++;
    }

    @Override
    public void reconnected() {
        reconnects++;
    }

    @Override
    public void firstChunk(long nanos) {
        violations += firstChunkNanos >= 0 || isEnded() ? 1 : 0;
        firstChunkNanos = nanos;
    }

    @Override
    public void text(long nanos) {
        violations += isEnded() ? 1 : 0;
        if (texts++ == 0) {
            firstTextNanos = nanos;
        }
        lastTextNanos = nanos;
    }

    @Override
    public void silentToken(long nanos) {
        violations += isEnded() ? 1 : 0;
        silentTokens++;
    }

    @Override
    public void completed(long nanos, Usage counted) {
        violations += isEnded() ? 1 : 0;
        endNanos = nanos;
        usage = counted;
        ended.countDown();
    }

    @Override
    public void failed(long nanos, FailureCause why) {
        violations += isEnded() ? 1 : 0;
        endNanos = nanos;
        cause = why;
        ended.countDown();
    }

    boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** Waits for the end; fails the test when it does not come. */
    Heard await() throws InterruptedException {
        if (!ended.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no end within 20 s");
        }
        return checked();
    }

    Heard checked() {
        if (violations > 0) {
            throw new AssertionError(violations + " callbacks that the port forbids");
        }
        return this;
    }

    String kind() {
        return cause == null ? "none" : cause.kind();
    }

    String detail() {
        return cause == null ? "none" : cause.detail();
    }

    int outputTokens() {
        return usage == null ? -1 : usage.outputTokens();
    }
}
