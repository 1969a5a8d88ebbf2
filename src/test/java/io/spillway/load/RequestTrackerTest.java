package io.spillway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.fleet.Outcome;
import io.spillway.fleet.ReplicaId;
import io.spillway.prompt.Prompt;
import io.spillway.record.RequestRecord;

import org.junit.jupiter.api.Test;

import java.util.List;

class RequestTrackerTest {

    private final Recorded recorded = new Recorded();

    @Test
    void tokensWithoutTextKeepTheTimeBetweenTokensTrue() {
        RequestTracker tracker = tracker();
        tracker.sent(0);
        tracker.firstChunk(90);
        tracker.silentToken(100);
        tracker.text(110);
        tracker.silentToken(120);
        tracker.silentToken(130);
        tracker.text(145);
        tracker.completed(150, new ResponseListener.Usage(3, 5, -1));

        assertEquals(List.of(10L, 10L, 15L), recorded.gaps);
        RequestRecord record = recorded.ended.getFirst();
        assertEquals(90, record.firstChunkNanos());
        assertEquals(110, record.firstTextNanos(), "what nobody can read is no first text");
        assertEquals(145, record.lastTokenNanos());
        assertEquals(4, record.tokenChunks());
        assertEquals(15, record.maxGapNanos());
    }

    @Test
    void anAnswerThatShowsNothingHasAFirstToken() {
        RequestTracker tracker = tracker();
        tracker.sent(0);
        tracker.silentToken(100);
        tracker.silentToken(120);
        tracker.completed(150, new ResponseListener.Usage(3, 2, -1));

        RequestRecord record = recorded.ended.getFirst();
        assertEquals(100, record.firstTextNanos());
        assertEquals(20, record.tpotNanos());
    }

    private RequestTracker tracker() {
        var prompt = new Prompt(3, 5, List.of(), null, (Prompt.Content.Text) () -> "a");
        var identity = new RequestTracker.Identity(0, 0, 0, prompt);
        var owner =
                new RequestTracker.Owner() {
                    @Override
                    public void firstText(RequestTracker tracker, long nanos) {}

                    @Override
                    public void ended(RequestTracker tracker, Outcome outcome) {}
                };
        var tracker = new RequestTracker(identity, null, recorded, owner);
        tracker.replica = new ReplicaId("r-1");
        return tracker;
    }
}
