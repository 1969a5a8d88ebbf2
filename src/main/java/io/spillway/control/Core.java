package io.spillway.control;

import io.spillway.fleet.RunEvent;
import io.spillway.time.Scheduler;

import java.time.Duration;
import java.util.Locale;

/** What every part of the loop has at hand. */
record Core(Scheduler scheduler, ControlSettings settings, ControlPorts ports, Replicas replicas) {

    long now() {
        return scheduler.nanos();
    }

    void note(RunEvent.Level level, String text) {
        ports.events().on(new RunEvent.Note(now(), level, text));
    }

    /** For people: {@code 2.5 s}. */
    static String seconds(Duration duration) {
        return seconds(duration.toNanos());
    }

    static String seconds(long nanos) {
        String text = String.format(Locale.ROOT, "%.1f", nanos / 1e9);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " s";
    }
}
