package io.spillway.dashboard;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;

import java.nio.charset.StandardCharsets;

/**
 * One open stream: a place in the history, and a connection that is filled as fast as it empties.
 * Nothing is queued for it beyond the connection's own write buffer; who reads slowly falls behind
 * and reads the history later. Confined to the dashboard's loop.
 */
final class Viewer {
    private static final byte[] HEARTBEAT = ": here\n\n".getBytes(StandardCharsets.UTF_8);

    private final Channel channel;
    private final History history;
    private long cursor;
    private long cursorAtHeartbeat;
    private boolean pumping;

    Viewer(Channel channel, History history, long cursor) {
        this.channel = channel;
        this.history = history;
        this.cursor = cursor;
        this.cursorAtHeartbeat = -1;
    }

    Channel channel() {
        return channel;
    }

    /** Writes a frame that is this viewer's alone. */
    void tell(byte[] frame) {
        write(frame);
        channel.flush();
    }

    private void write(byte[] frame) {
        var _ = channel.write(new DefaultHttpContent(Unpooled.wrappedBuffer(frame)));
    }

    /** Writes what is new, as far as the connection takes it. */
    void pump() {
        // Flushing may make the connection writable again, which leads back here.
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (channel.isWritable() && isBehind()) {
                while (channel.isWritable() && isBehind()) {
                    writeNext();
                }
                channel.flush();
            }
        } finally {
            pumping = false;
        }
    }

    private void writeNext() {
        History.Item next = history.after(cursor);
        if (next == null) {
            cursor = history.newestId();
        } else {
            cursor = next.id();
            write(next.frame());
        }
    }

    private boolean isBehind() {
        return cursor < history.newestId();
    }

    /** Keeps a quiet stream open; false when the viewer has taken nothing since the last time. */
    boolean heartbeat() {
        if (!channel.isWritable()) {
            boolean moved = cursor != cursorAtHeartbeat;
            cursorAtHeartbeat = cursor;
            return moved;
        }
        cursorAtHeartbeat = -1;
        tell(HEARTBEAT);
        return true;
    }

    /** Ends the stream in good order. */
    void end() {
        pump();
        var _ =
                channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                        .addListener(ChannelFutureListener.CLOSE);
    }

    /** Ends it at once. */
    void drop() {
        var _ = channel.close();
    }
}
