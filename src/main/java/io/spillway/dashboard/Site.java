package io.spillway.dashboard;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.spillway.fleet.RunEvent;
import io.spillway.record.EventJson;
import io.spillway.record.SecondRow;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Everything behind the connections of one dashboard. Confined to the dashboard's loop, but for the
 * metrics.
 */
final class Site {
    private static final int MAX_CONNECTIONS = 256;

    private final Guard guard;
    private final Assets assets = new Assets();
    private final Feed feed;
    private final RunState state;
    private final Steering steering;
    private final DashboardMetrics metrics;
    private int connections;

    Site(DashboardSettings settings, RunFacts facts, Controls controls) {
        this.guard = new Guard(settings);
        // Not the run's name alone: a run may be resumed under its name.
        int edition = (facts.runId() + facts.startedAt()).hashCode();
        this.feed = new Feed(Integer.toHexString(edition));
        this.state = new RunState(facts, settings.controls());
        this.steering = new Steering(controls, facts, state);
        this.metrics = new DashboardMetrics(facts);
    }

    Guard guard() {
        return guard;
    }

    Feed feed() {
        return feed;
    }

    DashboardMetrics requests() {
        return metrics;
    }

    /** Whether one more connection may be open. */
    boolean admit() {
        if (connections >= MAX_CONNECTIONS) {
            return false;
        }
        connections++;
        return true;
    }

    void left() {
        connections--;
    }

    void second(SecondRow row) {
        metrics.second(row);
        state.second(row);
        feed.publish(
                History.Kind.SECOND, "second", Json.bytes(out -> SecondJson.compact(out, row)));
    }

    void event(RunEvent event) {
        String json = EventJson.of(event);
        metrics.event(event);
        state.event(event, json);
        History.Kind kind =
                event instanceof RunEvent.Checked ? History.Kind.CHECK : History.Kind.EVENT;
        feed.publish(kind, "event", json.getBytes(StandardCharsets.UTF_8));
    }

    void ended(RunEnd end) {
        state.ended(end);
        publishStatus();
    }

    private void publishStatus() {
        feed.publish(History.Kind.EVENT, "status", state.status());
    }

    Viewer join(Channel channel, @Nullable String lastEventId) {
        byte[] greeting = state.greeting(feed.resumes(lastEventId), feed.newestId());
        return feed.join(channel, lastEventId, greeting);
    }

    Assets.@Nullable Asset asset(String path) {
        return assets.find(path);
    }

    FullHttpResponse state() {
        return Replies.json(HttpResponseStatus.OK, state.document());
    }

    FullHttpResponse metrics() {
        return Replies.ok(
                DashboardMetrics.CONTENT_TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
    }

    FullHttpResponse steer(String body) {
        Guard.Refusal refusal = steering.take(body);
        if (refusal != null) {
            return Replies.refused(refusal);
        }
        publishStatus();
        return Replies.json(HttpResponseStatus.ACCEPTED, state.status());
    }
}
