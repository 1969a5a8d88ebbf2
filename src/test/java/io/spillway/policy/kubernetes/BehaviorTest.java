package io.spillway.policy.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.policy.kubernetes.ScalingRules.Rate;
import io.spillway.policy.kubernetes.ScalingRules.Select;
import io.spillway.policy.kubernetes.ScalingRules.Unit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Vectors of Kubernetes' horizontal_test.go and of the HPA's documentation. */
class BehaviorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 10_000 * SECOND;
    private static final int[] AGES = {100, 60, 20};

    @Test
    void horizontalTestGoUpscaleCap() {
        var usage = new PodUsage(List.of(100L, 200L, 300L), 0, 0);
        var target = new ReplicaCalculator.Utilization(100, 10);
        int desired = ReplicaCalculator.resource(usage, target, 3, Tolerance.DEFAULT).orElseThrow();
        var up = rules("Max", "Percent 700/60");

        assertEquals(60, desired);
        assertEquals(24, controller(up, 100).next(NOW, 3, desired));
        assertEquals(20, controller(up, 20).next(NOW, 3, desired));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # from | to | expected | select | policies | added | removed
                    10  | 50   | 20  | Max      | Percent 100/15, Pods 4/15  |       |
                    3   | 1000 | 4   | Max      | Percent 1/60               |       |
                    10  | 500  | 110 | Max      | Pods 100/60, Percent 100/60 |      |
                    10  | 500  | 20  | Max      | Pods 2/60, Percent 100/60  |       |
                    10  | 500  | 40  | Max      | Pods 30/60                 |       |
                    10  | 500  | 30  | Max      | Percent 200/60             |       |
                    100 | 500  | 235 | Max      | Pods 150/120               | 1 5 9 |
                    100 | 500  | 255 | Max      | Percent 200/120            | 1 5 9 |
                    100 | 500  | 100 | Max      | Pods 5/120                 | 1 5 9 |
                    6   | 24   | 16  | Max      | Percent 300/300            | 4     | 2
                    1   | 100  | 2   | Min      | Pods 2/60, Percent 50/60   |       |
                    5   | 100  | 5   | Disabled | Pods 2/60                  |       |
                    100 | 2    | 80  | Max      | Pods 20/60, Percent 1/60   |       |
                    100 | 2    | 98  | Max      | Pods 2/60, Percent 1/60    |       |
                    100 | 0    | 56  | Max      | Percent 50/120             |       | 2 4 6
                    10  | 1    | 6   | Max      | Percent 50/180             | 2     | 4
                    100 | 0    | 100 | Max      | Percent 10/120             |       | 10 10 10
                    5   | 1    | 3   | Min      | Pods 2/60, Percent 50/60   |       |
                    """)
    void horizontalTestGoRates(ArgumentsAccessor row) {
        ScalingRules rules = rules(row.getString(3), row.getString(4));
        var limit = new RateLimit(rules, rules);
        String added = row.getString(5);
        String removed = row.getString(6);
        for (int i = 0; i < AGES.length; i++) {
            limit.changed(NOW - AGES[i] * SECOND, count(added, i) - count(removed, i));
        }

        assertEquals(row.getInteger(2), limit.limit(NOW, row.getInteger(0), row.getInteger(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # current | desired | expected | up window | down window | replicas@age
                    100 | 3   | 5 | 0   | 180 | 4@120 5@60
                    1   | 7   | 4 | 300 | 0   | 4@120 5@60
                    100 | 3   | 5 | 0   | 180 | 10@600 9@540 5@120 4@60
                    1   | 100 | 5 | 300 | 0   | 9@180 6@60 5@120 10@100
                    2   | 1   | 2 | 300 | 300 | 3@180 2@100
                    2   | 3   | 2 | 300 | 300 | 1@180 2@100
                    """)
    void horizontalTestGoStabilise(ArgumentsAccessor row) {
        var stabilisation =
                new Stabilisation(row.getInteger(3) * SECOND, row.getInteger(4) * SECOND);
        for (String entry : row.getString(5).split(" ")) {
            String[] parts = entry.split("@");
            stabilisation.remember(
                    NOW - Integer.parseInt(parts[1]) * SECOND, Integer.parseInt(parts[0]));
        }

        assertEquals(
                row.getInteger(2),
                stabilisation.stabilise(NOW, row.getInteger(0), row.getInteger(1)));
    }

    @Test
    void documentationScalesDownByTenPercentAndBelowFortyByFourPods() {
        var limit =
                new RateLimit(ScalingRules.DEFAULT_UP, rules("Max", "Pods 4/60, Percent 10/60"));
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

    private static HpaController controller(ScalingRules up, int max) {
        var settings =
                new HpaSettings(15 * SECOND, Tolerance.DEFAULT, up, ScalingRules.DEFAULT_DOWN);
        return new HpaController(settings, 1, max);
    }

    /** Rules from a text such as {@code Pods 4/15, Percent 100/15}. */
    private static ScalingRules rules(String select, String policies) {
        List<Rate> rates = new ArrayList<>();
        for (String policy : policies.split(", ")) {
            String[] parts = policy.split("[ /]");
            Unit unit = Unit.valueOf(parts[0].toUpperCase(Locale.ROOT));
            long periodNanos = Integer.parseInt(parts[2]) * SECOND;
            rates.add(new Rate(unit, Integer.parseInt(parts[1]), periodNanos));
        }
        return new ScalingRules(0, Select.valueOf(select.toUpperCase(Locale.ROOT)), rates);
    }

    private static int count(@Nullable String counts, int index) {
        String[] parts = counts == null ? new String[0] : counts.split(" ");
        return index < parts.length ? Integer.parseInt(parts[index]) : 0;
    }
}
