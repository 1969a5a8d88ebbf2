package io.spillway.load.http;

import io.spillway.load.ResponseListener.Usage;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Reads one streamed response: which events carry text, what the usage is, whether it ended as it
 * should. Only events without text are parsed as JSON: the role, usage, finish and error events.
 */
final class StreamReader implements SseScanner.Sink {

    /** Hears what matters, in order; nothing after {@code done} or {@code error}. */
    interface Sink {
        void firstChunk();

        void text();

        /** A token that shows no text. */
        void silentToken();

        /** Why the output ended, in an event without text. */
        void finish();

        void done(@Nullable Usage usage);

        void error(String message);
    }

    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};
    private static final byte[] NOTHING = {};

    private final SseScanner scanner = new SseScanner();
    private final TextField textField;
    private final Sink sink;
    private boolean begun;
    private boolean over;
    private @Nullable Usage usage;

    /** The last event with text: usage rides on it where servers send no event of its own. */
    private byte[] lastText = NOTHING;

    private int lastFrom;
    private int lastTo;

    /** The last event lies in the caller's buffer, not in {@link #kept}. */
    private boolean borrowed;

    private byte[] callers = NOTHING;

    private byte[] kept = NOTHING;

    StreamReader(byte[][] textNames, Sink sink) {
        this.textField = new TextField(textNames);
        this.sink = sink;
    }

    /** Takes a piece of the body. */
    void feed(byte[] bytes, int from, int to) throws MalformedResponseException {
        if (!over) {
            callers = bytes;
            scanner.feed(bytes, from, to, this);
        }
    }

    /** The bytes handed to {@link #feed} since the last call are about to be overwritten. */
    void endOfRead() {
        if (borrowed) {
            keep(lastText, lastFrom, lastTo);
        }
        callers = NOTHING;
    }

    private void keep(byte[] bytes, int from, int to) {
        int length = to - from;
        if (kept.length < length) {
            kept = new byte[Math.max(512, Integer.highestOneBit(length) << 1)];
        }
        System.arraycopy(bytes, from, kept, 0, length);
        lastText = kept;
        lastFrom = 0;
        lastTo = length;
        borrowed = false;
    }

    /** Tokens as the server counted them; null when it did not say. */
    @Nullable Usage usage() throws MalformedResponseException {
        if (usage == null && lastTo > lastFrom) {
            usage = EventJson.parse(lastText, lastFrom, lastTo).usage();
        }
        return usage;
    }

    @Override
    public void event(byte[] bytes, int from, int to, boolean isError)
            throws MalformedResponseException {
        if (over) {
            return;
        }
        if (isError) {
            over = true;
            sink.error(EventJson.errorMessage(bytes, from, to));
        } else if (textField.isIn(bytes, from, to)) {
            begin();
            remember(bytes, from, to);
            sink.text();
        } else if (isDone(bytes, from, to)) {
            over = true;
            sink.done(usage());
        } else {
            parse(bytes, from, to);
        }
    }

    @SuppressWarnings("ReferenceEquality") // which buffer it is, not what is in it
    private void remember(byte[] bytes, int from, int to) {
        if (bytes != callers) {
            keep(bytes, from, to);
            return;
        }
        lastText = bytes;
        lastFrom = from;
        lastTo = to;
        borrowed = true;
    }

    private void begin() {
        if (!begun) {
            begun = true;
            sink.firstChunk();
        }
    }

    private void parse(byte[] bytes, int from, int to) throws MalformedResponseException {
        EventJson event = EventJson.parse(bytes, from, to);
        if (event.error() != null) {
            over = true;
            sink.error(event.error());
            return;
        }
        begin();
        switch (event.progress()) {
            case TOKEN -> sink.silentToken();
            case FINISH -> sink.finish();
            case NONE -> {}
        }
        if (event.usage() != null) {
            usage = event.usage();
        }
    }

    private static boolean isDone(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] == ' ') {
            end--;
        }
        return Arrays.equals(bytes, from, end, DONE, 0, DONE.length);
    }
}
