package io.spillway.actuate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class StartLogTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void readsEveryPartOfAStart() {
        StartLog log =
                read(
                        "INFO Starting to load model",
                        "INFO Loading weights took 12.34 seconds",
                        "INFO Model loading took 6.0160 GiB memory and 13.5 seconds",
                        "INFO torch.compile takes 31.03 s in total",
                        "INFO Graph capturing finished in 9 secs, took 0.84 GiB",
                        "INFO init engine (profile, create kv cache, warmup model) took 65.92 seconds");

        assertEquals(BEGIN, log.loading());
        assertEquals(BEGIN.plusSeconds(2), log.loaded());
        assertTrue(log.complete());
        assertEquals(
                "weights 12.3 s, model 13.5 s, torch.compile 31.0 s, graph capture 9.0 s, engine init 65.9 s",
                log.detail());
    }

    /** As vLLM 0.32 has it, with each process's name in front. */
    @Test
    void readsTheWordsOfToday() {
        StartLog log =
                read(
                        "(Worker pid=23439) INFO 11-27 18:34:59 [default_loader.py:501] Loading weights took 0.03 seconds",
                        "(Worker pid=23439) INFO 11-27 18:35:02 [monitor.py:58] [backbone] torch.compile took 21.84 s in total",
                        "(EngineCore pid=23296) INFO 11-27 18:35:03 [core.py:395] init engine (profile, create kv"
                                + " cache, warmup model) took 24.10 s (compilation: 21.84 s)");

        assertEquals(BEGIN, log.loaded());
        assertTrue(log.complete());
        assertEquals("weights 0.0 s, torch.compile 21.8 s, engine init 24.1 s", log.detail());
    }

    /** As the second model runner of vLLM 0.26 has it. */
    @Test
    void loadingMayBeginFromScratch() {
        StartLog log =
                read(
                        "(EngineCore pid=4588) INFO 11-27 19:41:45 [model_runner.py:284] Loading model from scratch...",
                        "(EngineCore pid=4588) INFO 11-27 19:41:47 [model_runner.py:305] Model loading took 2.06 GiB and"
                                + " 1.458875 seconds");
        assertEquals(BEGIN, log.loading());
        assertEquals(BEGIN.plusSeconds(1), log.loaded());
    }

    @Test
    void compilingAndWarmingUpTogetherCountsAsCompiling() {
        StartLog log =
                read(
                        "[backbone] torch.compile and initial profiling/warmup run together took 12.50 s in total");
        assertEquals(12.5, log.seconds().get("torch.compile"));
    }

    @Test
    void aServerThatHasStartedSaysNoMore() {
        StartLog log = read("Loading weights took 1 s", "INFO:     Application startup complete.");
        assertTrue(log.complete());
        assertEquals(BEGIN, log.loaded());
    }

    @Test
    void theSlowestWorkerCounts() {
        StartLog log =
                read("Loading weights took 12.34 seconds", "Loading weights took 20.5 seconds");
        assertEquals(20.5, log.seconds().get("weights"));
        assertEquals(BEGIN.plusSeconds(1), log.loaded());
    }

    @Test
    void aServerThatSaysNothingIsNotLoaded() {
        StartLog log = read("Uvicorn running on http://0.0.0.0:8000");
        assertNull(log.loaded());
        assertFalse(log.complete());
    }

    private static StartLog read(String... lines) {
        List<LogLine> log = new ArrayList<>();
        for (String line : lines) {
            log.add(new LogLine(BEGIN.plusSeconds(log.size()), line));
        }
        return StartLog.of(log);
    }
}
