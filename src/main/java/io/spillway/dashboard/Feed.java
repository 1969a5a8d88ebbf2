package io.spillway.dashboard;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The stream of server-sent events and those who follow it. Every event is encoded once, whoever
 * watches. Confined to the dashboard's loop.
 */
final class Feed {
    static final int MAX_VIEWERS = 64;

    private final History history;
    private final String run;
    private final Set<Viewer> viewers = new LinkedHashSet<>();

    /**
     * @param run in every id, so that a page left open from an earlier run is not told it has seen
     *     this one
     */
    Feed(String run) {
        this(run, new History());
    }

    Feed(String run, History history) {
        this.run = run;
        this.history = history;
    }

    /** Sends one event to everybody, now and later. */
    void publish(History.Kind kind, String type, byte[] json) {
        history.add(kind, frame(run + ":" + history.nextId(), type, json));
        viewers.forEach(Viewer::pump);
    }

    boolean isFull() {
        return viewers.size() >= MAX_VIEWERS;
    }

    /**
     * Whether a stream that resumes there goes on where it left off; otherwise it starts over, and
     * the page must forget what it has.
     */
    boolean resumes(@Nullable String lastEventId) {
        return position(lastEventId) > 0;
    }

    /**
     * Begins a stream whose head has been written: the greeting, then everything after the id.
     *
     * @param lastEventId what the viewer saw last, null for a new one
     */
    Viewer join(Channel channel, @Nullable String lastEventId, byte[] greeting) {
        var viewer = new Viewer(channel, history, position(lastEventId));
        viewers.add(viewer);
        viewer.tell(frame(null, "hello", greeting));
        viewer.pump();
        return viewer;
    }

    void leave(Viewer viewer) {
        viewers.remove(viewer);
    }

    /** Keeps quiet connections open, and drops viewers that take nothing. */
    void heartbeat() {
        for (Viewer viewer : List.copyOf(viewers)) {
            if (!viewer.heartbeat()) {
                viewer.drop();
            }
        }
    }

    /** Ends every stream in good order; done when all their connections are closed. */
    ChannelGroupFuture end(EventExecutor loop) {
        var open = new DefaultChannelGroup(loop);
        viewers.forEach(viewer -> open.add(viewer.channel()));
        ChannelGroupFuture closed = open.newCloseFuture();
        List.copyOf(viewers).forEach(Viewer::end);
        return closed;
    }

    long newestId() {
        return history.newestId();
    }

    int viewers() {
        return viewers.size();
    }

    private long position(@Nullable String lastEventId) {
        if (lastEventId == null || !lastEventId.startsWith(run + ":")) {
            return 0;
        }
        String number = lastEventId.substring(run.length() + 1);
        if (!number.matches("[0-9]{1,18}")) {
            return 0;
        }
        long id = Long.parseLong(number);
        return id <= history.newestId() ? id : 0;
    }

    private static byte[] frame(@Nullable String id, String type, byte[] json) {
        var head = new StringBuilder();
        if (id != null) {
            head.append("id: ").append(id).append('\n');
        }
        head.append("event: ").append(type).append("\ndata: ");
        var out = new ByteArrayOutputStream(json.length + 64);
        out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        out.writeBytes(json);
        out.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
