package io.spillway.record;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;

class RecorderMemoryTest {

    @Test
    void aThreadForgetsTheRunsThatItHasMade() throws Exception {
        WeakReference<RunRecorder> made = run();
        Instant giveUp = Instant.now().plus(Duration.ofSeconds(20));
        while (made.get() != null && Instant.now().isBefore(giveUp)) {
            System.gc();
        }

        assertNull(made.get(), "a closed recorder is still held by the thread that used it");
    }

    private static WeakReference<RunRecorder> run() throws Exception {
        RunRecorder recorder = RunRecorder.inMemory(RecorderSettings.DEFAULT);
        recorder.offered(0, 0);
        recorder.close();
        return new WeakReference<>(recorder);
    }
}
