package io.spillway.actuate.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.actuate.cluster.PodView.ContainerView;
import io.spillway.actuate.cluster.PodView.Ended;
import io.spillway.actuate.cluster.PodView.Waiting;
import io.spillway.actuate.log.LogLine;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

class TroubleTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aPodThatStartsIsNoTrouble() {
        assertNull(Trouble.of(pod(container(0, null, null)), 0));
        assertNull(Trouble.of(pod(container(0, new Waiting("ContainerCreating", null), null)), 0));
        assertNull(Trouble.of(pod(container(0, new Waiting("ErrImagePull", "once"), null)), 0));
    }

    @Test
    void anImageThatCannotBeHadIsNamed() {
        var trouble =
                Trouble.of(
                        pod(container(0, new Waiting("ImagePullBackOff", "no such tag"), null)), 0);

        assertInstanceOf(Trouble.NoImage.class, trouble);
        assertEquals("image vllm:1 cannot be had: ImagePullBackOff: no such tag", trouble.reason());
    }

    @Test
    void runningOutOfMemoryIsTroubleTheFirstTime() {
        var trouble =
                Trouble.of(pod(container(1, null, new Ended(137, "OOMKilled", null, THEN))), 0);

        assertInstanceOf(Trouble.Crashed.class, trouble);
        assertTrue(trouble.reason().contains("memory limit is 8Gi"), trouble.reason());
    }

    @Test
    void aServerThatWasStartedAnewIsAnotherOne() {
        var end = new Ended(1, "Error", null, THEN);
        var trouble = Trouble.of(pod(container(1, null, end)), 0);
        assertTrue(assertInstanceOf(Trouble.Crashed.class, trouble).previous());
    }

    @Test
    void restartsOfAnEarlierLifeDoNotCount() {
        var end = new Ended(137, "OOMKilled", null, THEN);
        assertNull(Trouble.of(pod(container(3, null, end)), 3));
    }

    @Test
    void aCrashLoopIsTroubleAtOnce() {
        var trouble =
                Trouble.of(
                        pod(
                                container(
                                        1,
                                        new Waiting("CrashLoopBackOff", "back-off"),
                                        new Ended(1, "Error", null, THEN))),
                        0);

        assertEquals(
                "container vllm ended with exit code 1 (Error, 1 restarts)",
                assertInstanceOf(Trouble.Crashed.class, trouble).reason());
    }

    @Test
    void anEvictedPodSaysWhy() {
        PodView evicted =
                Pods.with(
                        pod(container(0, null, null)),
                        "Failed",
                        "Evicted",
                        "The node was low on resource: memory.");

        assertEquals(
                "the cluster ended it: Evicted: The node was low on resource: memory.",
                assertInstanceOf(Trouble.EndedByCluster.class, Trouble.of(evicted, 0)).reason());
    }

    @Test
    void theLastLinesOfALogAreOnOneLine() {
        var lines =
                List.of("a", "", "b", "c", "d").stream().map(t -> new LogLine(THEN, t)).toList();
        assertEquals("b | c | d", Trouble.tail(lines, 3));
        assertEquals("(empty)", Trouble.tail(List.of(), 3));
    }

    private static PodView pod(ContainerView container) {
        return Pods.of(List.of(container));
    }

    private static ContainerView container(
            int restarts, @Nullable Waiting waiting, @Nullable Ended last) {
        return new ContainerView(
                "vllm",
                false,
                "vllm:1",
                restarts,
                waiting == null ? THEN : null,
                waiting,
                null,
                last,
                Map.of(),
                "8Gi");
    }
}
