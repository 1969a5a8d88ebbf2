package io.spillway.report.html;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.analysis.ServerView;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ServerNoteTest {

    private static String note(Map<String, Double> counters, long succeeded) {
        return ServerNote.of(
                new ServerView(ServerView.POLLING, 60, counters, Map.of(), List.of()), succeeded);
    }

    @Test
    void saysWhyCountsAndPercentilesAreNotThoseOfTheClient() {
        String note = note(Map.of("e2e_request_latency_seconds_count", 956.0), 959);
        assertTrue(note.contains("3 fewer than succeeded here"), note);
        assertTrue(note.contains("interpolated within the buckets"), note);
    }

    @Test
    void saysNothingOfCountsThatAreEqualOrUnknown() {
        assertFalse(
                note(Map.of("e2e_request_latency_seconds_count", 959.0), 959)
                        .contains("succeeded here"));
        assertFalse(note(Map.of(), 959).contains("succeeded here"));
        assertTrue(
                note(Map.of("e2e_request_latency_seconds_count", 961.0), 959)
                        .contains("2 more than succeeded here"));
    }
}
