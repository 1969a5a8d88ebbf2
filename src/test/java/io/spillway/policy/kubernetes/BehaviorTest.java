package io.spillway.policy.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.policy.kubernetes.ScalingRules.Rate;
import io.spillway.policy.kubernetes.ScalingRules.Select;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Vectors of Kubernetes' horizontal_test.go and of the HPA's documentation. */
class BehaviorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 10_000 * SECOND;
    private static final int[] AGES = {100, 60, 20};
    private static final int[] NONE = {};

    @Test
    void horizontalTestGoUpscaleCap() {
        var usage = new PodUsage(List.of(100L, 200L, 300L), 0, 0);
        var target = new ReplicaCalculator.Utilization(100, 10);
        int desired = ReplicaCalculator.resource(usage, target, 3, Tolerance.DEFAULT).orElseThrow();
        var up = rules(Select.MAX, Rate.percent(700, 60));

        assertEquals(60, desired);
        assertEquals(24, controller(up, 100).next(NOW, 3, desired));
        assertEquals(20, controller(up, 20).next(NOW, 3, desired));
    }

    @TestFactory
    Stream<DynamicTest> horizontalTestGoScaleUp() {
        return Stream.of(
                up("default behaviour", 20, 10, 50, NONE, NONE, ScalingRules.DEFAULT_UP),
                up("Percent 1", 4, 3, 1000, NONE, NONE, max(Rate.percent(1, 60))),
                up(
                        "Pods 100 + Percent 100",
                        110,
                        10,
                        500,
                        NONE,
                        NONE,
                        max(Rate.pods(100, 60), Rate.percent(100, 60))),
                up(
                        "Pods 2 + Percent 100",
                        20,
                        10,
                        500,
                        NONE,
                        NONE,
                        max(Rate.pods(2, 60), Rate.percent(100, 60))),
                up("Pods 30", 40, 10, 500, NONE, NONE, max(Rate.pods(30, 60))),
                up("Percent 200", 30, 10, 500, NONE, NONE, max(Rate.percent(200, 60))),
                up(
                        "events, Pods 150/120",
                        235,
                        100,
                        500,
                        events(1, 5, 9),
                        NONE,
                        max(Rate.pods(150, 120))),
                up(
                        "events, Percent 200/120",
                        255,
                        100,
                        500,
                        events(1, 5, 9),
                        NONE,
                        max(Rate.percent(200, 120))),
                up(
                        "events, Pods 5/120",
                        100,
                        100,
                        500,
                        events(1, 5, 9),
                        NONE,
                        max(Rate.pods(5, 120))),
                up(
                        "events both ways, Percent 300/300",
                        16,
                        6,
                        24,
                        events(4),
                        events(2),
                        max(Rate.percent(300, 300))),
                up(
                        "Min select",
                        2,
                        1,
                        100,
                        NONE,
                        NONE,
                        rules(Select.MIN, Rate.pods(2, 60), Rate.percent(50, 60))),
                up("Disabled", 5, 5, 100, NONE, NONE, rules(Select.DISABLED, Rate.pods(2, 60))));
    }

    @TestFactory
    Stream<DynamicTest> horizontalTestGoScaleDown() {
        return Stream.of(
                down(
                        "Pods 20 + Percent 1",
                        80,
                        100,
                        2,
                        NONE,
                        NONE,
                        max(Rate.pods(20, 60), Rate.percent(1, 60))),
                down(
                        "Pods 2 + Percent 1",
                        98,
                        100,
                        2,
                        NONE,
                        NONE,
                        max(Rate.pods(2, 60), Rate.percent(1, 60))),
                down(
                        "events, Percent 50/120",
                        56,
                        100,
                        0,
                        NONE,
                        events(2, 4, 6),
                        max(Rate.percent(50, 120))),
                down(
                        "events both ways, Percent 50/180",
                        6,
                        10,
                        1,
                        events(2),
                        events(4),
                        max(Rate.percent(50, 180))),
                down(
                        "events, Percent 10/120",
                        100,
                        100,
                        0,
                        NONE,
                        events(10, 10, 10),
                        max(Rate.percent(10, 120))),
                down(
                        "Min select",
                        3,
                        5,
                        1,
                        NONE,
                        NONE,
                        rules(Select.MIN, Rate.pods(2, 60), Rate.percent(50, 60))));
    }

    @TestFactory
    Stream<DynamicTest> horizontalTestGoStabilise() {
        return Stream.of(
                stable("down keeps the highest", 5, 100, 3, 0, 180, "4@120 5@60"),
                stable("up keeps the lowest", 4, 1, 7, 300, 0, "4@120 5@60"),
                stable("old ones do not count, down", 5, 100, 3, 0, 180, "10@600 9@540 5@120 4@60"),
                stable("old ones do not count, up", 5, 1, 100, 300, 0, "9@180 6@60 5@120 10@100"),
                stable("both windows, down", 2, 2, 1, 300, 300, "3@180 2@100"),
                stable("both windows, up", 2, 2, 3, 300, 300, "1@180 2@100"));
    }

    @Test
    void documentationScalesDownByTenPercentAndBelowFortyByFourPods() {
        var limit =
                new RateLimit(ScalingRules.DEFAULT_UP, max(Rate.pods(4, 60), Rate.percent(10, 60)));
        List<Integer> path = new ArrayList<>(List.of(80));
        long now = NOW;
        while (path.getLast() > 10) {
            int next = limit.limit(now, path.getLast(), 10);
            limit.changed(now, next - path.getLast());
            path.add(next);
            now += 60 * SECOND;
        }

        assertEquals(List.of(80, 72, 64, 57, 51, 45, 40, 36, 32, 28, 24, 20, 16, 12, 10), path);
    }

    @Test
    void defaultRampFromOneToTwenty() {
        HpaController controller = new HpaController(HpaSettings.defaults(), 1, 100);
        List<Integer> path = new ArrayList<>(List.of(1));
        for (int tick = 0; tick < 3; tick++) {
            path.add(controller.next(NOW + tick * 15 * SECOND, path.getLast(), 20));
        }

        assertEquals(List.of(1, 5, 10, 20), path);
    }

    @Test
    void aFreshAutoscalerKeepsWhatItFoundForAWindow() {
        HpaController controller = new HpaController(HpaSettings.defaults(), 1, 100);

        assertEquals(4, controller.next(NOW, 4, 1));
        assertEquals(4, controller.next(NOW + 299 * SECOND, 4, 1));
        assertEquals(1, controller.next(NOW + 300 * SECOND, 4, 1));
    }

    private static DynamicTest up(
            String name, int expected, int from, int to, int[] ups, int[] downs, ScalingRules up) {
        var limit = new RateLimit(up, ScalingRules.DEFAULT_DOWN);
        return limited(name, expected, from, to, ups, downs, limit);
    }

    private static DynamicTest down(
            String name,
            int expected,
            int from,
            int to,
            int[] ups,
            int[] downs,
            ScalingRules down) {
        var limit = new RateLimit(ScalingRules.DEFAULT_UP, down);
        return limited(name, expected, from, to, ups, downs, limit);
    }

    private static DynamicTest limited(
            String name, int expected, int from, int to, int[] ups, int[] downs, RateLimit limit) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    for (int i = 0; i < Math.max(ups.length, downs.length); i++) {
                        if (i < ups.length) {
                            limit.changed(NOW - AGES[i] * SECOND, ups[i]);
                        }
                        if (i < downs.length) {
                            limit.changed(NOW - AGES[i] * SECOND, -downs[i]);
                        }
                    }
                    assertEquals(expected, limit.limit(NOW, from, to));
                });
    }

    private static DynamicTest stable(
            String name,
            int expected,
            int current,
            int desired,
            int upWindow,
            int downWindow,
            String history) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    var stabilisation = new Stabilisation(upWindow * SECOND, downWindow * SECOND);
                    for (String entry : history.split(" ")) {
                        String[] parts = entry.split("@");
                        stabilisation.remember(
                                NOW - Integer.parseInt(parts[1]) * SECOND,
                                Integer.parseInt(parts[0]));
                    }
                    assertEquals(expected, stabilisation.stabilise(NOW, current, desired));
                });
    }

    private static HpaController controller(ScalingRules up, int max) {
        var settings =
                new HpaSettings(15 * SECOND, Tolerance.DEFAULT, up, ScalingRules.DEFAULT_DOWN);
        return new HpaController(settings, 1, max);
    }

    private static ScalingRules max(Rate... rates) {
        return rules(Select.MAX, rates);
    }

    private static ScalingRules rules(Select select, Rate... rates) {
        return new ScalingRules(0, select, List.of(rates));
    }

    private static int[] events(int... counts) {
        return counts;
    }
}
