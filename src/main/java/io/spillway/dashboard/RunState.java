package io.spillway.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;

import io.spillway.fleet.RunEvent;
import io.spillway.record.SecondRow;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;

/**
 * What is the case now: the documents of {@code /api/state} and of a stream's greeting. Confined to
 * the dashboard's loop.
 */
final class RunState {
    private static final int EVENTS = 100;

    private final RunFacts facts;
    private final boolean controls;
    private final Deque<String> events = new ArrayDeque<>();
    private @Nullable SecondRow newest;
    private @Nullable RunEnd end;
    private int target = -1;
    private boolean paused;
    private boolean stopping;

    RunState(RunFacts facts, boolean controls) {
        this.facts = facts;
        this.controls = controls;
    }

    void second(SecondRow row) {
        newest = row;
    }

    /** Takes an event and its JSON form. */
    void event(RunEvent event, String json) {
        switch (event) {
            case RunEvent.Checked checked -> target = checked.target();
            case RunEvent.Scaled scaled -> {
                target = scaled.to();
                keep(json);
            }
            case RunEvent.PhaseReached _,
                    RunEvent.StateChanged _,
                    RunEvent.Rebalanced _,
                    RunEvent.StageStarted _,
                    RunEvent.LoadCut _,
                    RunEvent.Note _ ->
                    keep(json);
        }
    }

    private void keep(String json) {
        events.add(json);
        if (events.size() > EVENTS) {
            events.remove();
        }
    }

    void paused(boolean now) {
        paused = now;
    }

    void stopping() {
        stopping = true;
    }

    void ended(RunEnd how) {
        end = how;
    }

    boolean isOver() {
        return end != null;
    }

    /**
     * What a stream begins with.
     *
     * @param newestId the newest there is: up to here, what follows is the past
     */
    byte[] greeting(boolean resumes, long newestId) {
        return Json.bytes(
                out -> {
                    out.writeStartObject();
                    out.writeBooleanField("resumes", resumes);
                    out.writeNumberField("newest", newestId);
                    facts(out);
                    status(out);
                    out.writeEndObject();
                });
    }

    /** What changes now and then, sent when it does. */
    byte[] status() {
        return Json.bytes(
                out -> {
                    out.writeStartObject();
                    status(out);
                    out.writeEndObject();
                });
    }

    /** The whole document. */
    byte[] document() {
        return Json.bytes(
                out -> {
                    out.writeStartObject();
                    out.writeStringField("schema", "spillway/state/v1");
                    facts(out);
                    status(out);
                    if (target < 0) {
                        out.writeNullField("target");
                    } else {
                        out.writeNumberField("target", target);
                    }
                    out.writeFieldName("second");
                    if (newest == null) {
                        out.writeNull();
                    } else {
                        SecondJson.full(out, newest);
                    }
                    out.writeArrayFieldStart("events");
                    for (String event : events) {
                        out.writeRawValue(event);
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                });
    }

    private void facts(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("run");
        out.writeStringField("id", facts.runId());
        out.writeStringField("name", facts.name());
        out.writeStringField("description", facts.description());
        out.writeStringField("model", facts.model());
        out.writeStringField("policy", facts.policy());
        out.writeStringField("clock", facts.clock());
        out.writeStringField("started_at", facts.startedAt());
        out.writeNumberField("min_replicas", facts.minReplicas());
        out.writeNumberField("max_replicas", facts.maxReplicas());
        out.writeStringField("folder", facts.folder());
        out.writeBooleanField("controls", controls);
        out.writeObjectFieldStart("slo");
        for (Map.Entry<String, Double> target : facts.slo().entrySet()) {
            out.writeFieldName(target.getKey());
            SecondJson.number(out, target.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private void status(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("status");
        out.writeBooleanField("paused", paused);
        out.writeBooleanField("stopping", stopping);
        out.writeFieldName("ended");
        RunEnd how = end;
        if (how == null) {
            out.writeNull();
        } else {
            out.writeStartObject();
            out.writeStringField("how", how.kind().name().toLowerCase(Locale.ROOT));
            out.writeStringField("text", how.text());
            out.writeStringField("report", how.report());
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
