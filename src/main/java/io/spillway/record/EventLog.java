package io.spillway.record;

import io.spillway.fleet.RunEvent;
import io.spillway.fleet.RunEvents;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes every event to {@code events.jsonl} and keeps those that a summary is made of; checks are
 * only counted. Any thread. Bounded: past {@value #LIMIT} kept events, further ones are written and
 * counted but not kept.
 */
final class EventLog implements RunEvents {
    private static final int LIMIT = 20_000;

    private final ResultsWriter.@Nullable Sink file;
    private final LineBuffer line = new LineBuffer();
    private final List<RunEvent> kept = new ArrayList<>();
    private long checks;
    private long notKept;

    EventLog(ResultsWriter.@Nullable Sink file) {
        this.file = file;
    }

    @Override
    public synchronized void on(RunEvent event) {
        if (file != null) {
            EventJson.write(line, event);
            file.append(line);
        }
        if (event instanceof RunEvent.Checked) {
            checks++;
        } else if (kept.size() < LIMIT) {
            kept.add(event);
        } else {
            notKept++;
        }
    }

    synchronized List<RunEvent> kept() {
        return List.copyOf(kept);
    }

    synchronized long checks() {
        return checks;
    }

    synchronized long notKept() {
        return notKept;
    }
}
