package io.spillway.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.handler.codec.http.HttpResponseStatus;

import org.jspecify.annotations.Nullable;

/** Turns a control request into a call on {@link Controls}. Confined to the dashboard's loop. */
final class Steering {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String REASON = "by hand, from the dashboard";

    private final Controls controls;
    private final RunFacts facts;
    private final RunState state;

    Steering(Controls controls, RunFacts facts, RunState state) {
        this.controls = controls;
        this.facts = facts;
        this.state = state;
    }

    /** Does what the body says; null when it was accepted. */
    Guard.@Nullable Refusal take(String body) {
        JsonNode request;
        try {
            request = MAPPER.readTree(body);
        } catch (JsonProcessingException unreadable) {
            return bad("the request is not JSON");
        }
        if (state.isOver()) {
            return new Guard.Refusal(HttpResponseStatus.CONFLICT, "the run has ended");
        }
        try {
            return act(request);
        } catch (UnsupportedOperationException | IllegalStateException no) {
            return new Guard.Refusal(HttpResponseStatus.CONFLICT, String.valueOf(no.getMessage()));
        }
    }

    private Guard.@Nullable Refusal act(JsonNode request) {
        return switch (request.path("action").asText()) {
            case "pause" -> {
                controls.pause(true);
                state.paused(true);
                yield null;
            }
            case "resume" -> {
                controls.pause(false);
                state.paused(false);
                yield null;
            }
            case "stop" -> {
                controls.stopAfterDrain();
                state.stopping();
                yield null;
            }
            case "scale" -> scale(request.path("replicas"));
            default -> bad("action is one of pause, resume, stop, scale");
        };
    }

    private Guard.@Nullable Refusal scale(JsonNode replicas) {
        int least = facts.minReplicas();
        int most = facts.maxReplicas();
        if (!replicas.isInt() || replicas.intValue() < least || replicas.intValue() > most) {
            return bad("replicas is a whole number from %d to %d".formatted(least, most));
        }
        controls.scaleTo(replicas.intValue(), REASON);
        return null;
    }

    private static Guard.Refusal bad(String reason) {
        return new Guard.Refusal(HttpResponseStatus.BAD_REQUEST, reason);
    }
}
