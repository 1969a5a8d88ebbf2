package io.spillway.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.config.SweepConfig;
import io.spillway.report.RunData;
import io.spillway.report.SampleRun;
import io.spillway.study.sweep.BurstEstimate;
import io.spillway.study.sweep.Level;
import io.spillway.study.sweep.Saturation;
import io.spillway.study.sweep.SweepResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

class StudyPagesTest {
    private static final String EVIL = "<script>alert('x')</script>";

    @TempDir Path folder;

    private static void isSafe(String html) {
        assertFalse(html.contains("<script>alert"));
        assertTrue(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
        assertFalse(html.contains(" style="));
    }

    @Test
    void aSweepNamesCapacityAndWhatToPlanFor() {
        String html = SweepPage.of(SampleStudies.sweep(EVIL));
        isSafe(html);
        assertTrue(html.contains("13.1 requests a second"));
        assertTrue(html.contains("Between 12.6 and 13.5."));
        assertTrue(html.contains("Plan for 9.17 to 10.5 requests a second, 20 to 30\u00a0% below"));
        assertTrue(html.contains("would say 17.2 a second"));
        assertTrue(html.contains(">capacity</text>"));
    }

    @Test
    void aSweepWithoutStagesStillSaysWhatWasFoundAndHow() {
        var level = new Level(16, 5.7, 0.1, 2.8, 1.0, 570, 0, 100, null);
        var result =
                new SweepResult(
                        "s",
                        SweepConfig.Estimator.KNEE,
                        600,
                        300,
                        new Saturation.Found(5.7, 5.6, 5.8, 16, "levels of users"),
                        List.of(level),
                        List.of(),
                        new BurstEstimate(null, 95, 0, "nothing was measured"),
                        List.of(),
                        null);
        String html = SweepPages.of(result, EVIL, "name: " + EVIL);
        isSafe(html);
        assertTrue(html.contains("5.7 requests a second"));
        assertTrue(html.contains("By levels of users."));
        assertTrue(html.contains("16 users at once: 5.7 requests a second, 2.8\u00a0s each."));
        assertFalse(html.contains("class=\"plot\""));
    }

    @Test
    void anEvaluationRecommendsAndShowsTheFront() {
        String html = EvaluationPage.of(SampleStudies.evaluation(EVIL));
        isSafe(html);
        assertTrue(html.contains("queue-threshold (threshold=1, consecutive=1): 95.8\u00a0%"));
        assertTrue(html.contains(">oracle</text>"));
        assertTrue(html.contains("class=\"h9\""));
        assertEquals(15, html.split("<tr><th scope=\"row\">(queue|hpa)", -1).length - 1);
    }

    @Test
    void anEvaluationSaysWhenAFixedNumberIsCheaper() {
        String html =
                EvaluationPage.of(
                        SampleStudies.evaluation("demo", new EvaluationPage.Fixed(2, 1.0, 800)));
        assertTrue(html.contains("None for this load: 2 replicas all along met every objective"));
        assertTrue(
                html.contains(
                        "for a load that may grow: queue-threshold (threshold=1, consecutive=1)"));
    }

    @Test
    void aComparisonSetsToolsSideBySideWithTheirCaveats() throws IOException {
        RunData data = SampleRun.write(SampleRun.demo(), folder);
        String html = ComparisonPage.of(SampleStudies.comparison(EVIL, data.summary()));
        isSafe(html);
        assertTrue(html.contains("These tools do not measure alike."));
        assertTrue(html.contains(">noise</td>"));
        assertTrue(html.contains("Universal Scalability Law"));
    }

    @Test
    void aHeatMapMustBeComplete() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new HeatMap("t", "r", "c", List.of("1"), List.of("1"), List.of(List.of())));
    }

    @Test
    void ticksAreRoundAndHoldTheValue() {
        assertEquals(List.of(0.0, 5.0, 10.0, 15.0), Ticks.upTo(13));
        assertEquals(1, Ticks.upTo(0).getLast(), 1e-9);
        for (double most : new double[] {1e-6, 0.37, 1, 99, 12345}) {
            double bound = Ticks.upTo(most).getLast();
            assertTrue(bound >= most * 0.999999 && bound <= 1.5 * most, most + " in " + bound);
        }
    }
}
