package io.spillway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class StoryTest {
    @TempDir Path folder;

    private List<Passage> story(SampleRun.Script script) throws IOException {
        return Story.of(SampleRun.write(script, folder));
    }

    private static Passage passage(List<Passage> story, String question) {
        return story.stream()
                .filter(passage -> passage.question().startsWith(question))
                .findFirst()
                .orElseThrow();
    }

    private static SampleRun.Script script(
            List<double[]> stages, int replicas, int startUp, Map<String, Double> slo) {
        SampleRun.Script demo = SampleRun.demo();
        return new SampleRun.Script(stages, replicas, startUp, demo.name(), 0, slo, demo.reason());
    }

    @Test
    void answersTheFourQuestions() throws IOException {
        List<Passage> story = story(SampleRun.demo());
        assertEquals(
                List.of(
                        "What was asked?",
                        "Did scaling help?",
                        "How long did a replica take, and why?",
                        "Which setting should I use?",
                        "Was the measurement sound?"),
                story.stream().map(Passage::question).toList());
        assertEquals(
                "1,017 requests in 75 s: 4, then 22, then 3 a second.",
                passage(story, "What was").answer());
        assertTrue(
                passage(story, "Did").headline().matches("Yes, [0-9.,]+ times faster"),
                passage(story, "Did").headline());
        assertEquals("6 s", passage(story, "How long").headline());
        assertTrue(
                passage(story, "How long")
                        .answer()
                        .startsWith(
                                "From the first sign of overload until it was ready, the mean of 2 replicas: loading the model "),
                passage(story, "How long").answer());
        assertTrue(
                passage(story, "How long")
                        .details()
                        .getFirst()
                        .contains("The longest part was loading the model"));
        assertEquals("Yes", passage(story, "Was the measurement").headline());
        assertEquals("Nothing speaks against it.", passage(story, "Was the measurement").answer());
    }

    @Test
    void advisesAReserveWhenAReplicaTakesLongerThanRequestsMayWait() throws IOException {
        Passage advice = passage(story(SampleRun.demo()), "Which setting");
        assertTrue(advice.answer().contains("fleet.min_replicas: 2"), advice.answer());
    }

    @Test
    void advisesMoreReplicasWhenTheFleetIsTooSmallAtItsFullSize() throws IOException {
        var overload =
                script(
                        List.of(new double[] {4, 10}, new double[] {40, 60}),
                        2,
                        3,
                        SampleRun.demo().slo());
        Passage advice = passage(story(overload), "Which setting");
        assertTrue(advice.answer().contains("Allow more than 2 replicas"), advice.answer());
    }

    @Test
    void saysThatNothingWasScaledWhenNothingWas() throws IOException {
        List<Passage> story =
                story(script(List.of(new double[] {3, 30}), 3, 5, Map.of("ttft_p95", 1.0)));
        assertEquals("Nothing was scaled out.", passage(story, "Did scaling").answer());
        assertFalse(story.stream().anyMatch(passage -> passage.question().startsWith("How long")));
        assertEquals("This one", passage(story, "Which setting").headline());
    }

    @Test
    void asksForObjectivesWhenThereAreNone() throws IOException {
        Passage advice =
                passage(story(script(List.of(new double[] {3, 30}), 3, 5, Map.of())), "Which");
        assertTrue(advice.answer().startsWith("Set objectives"), advice.answer());
    }

    @Test
    void namesFailuresByCause() throws IOException {
        SampleRun.Script demo = SampleRun.demo();
        List<Passage> story =
                story(
                        new SampleRun.Script(
                                demo.stages(), 3, 5, demo.name(), 10, demo.slo(), demo.reason()));
        assertTrue(
                passage(story, "Did").details().stream()
                        .anyMatch(line -> line.matches(".*failed: 10\\d error-event\\.")),
                passage(story, "Did").details().toString());
        assertTrue(
                passage(story, "Which").answer().startsWith("Find out first why"),
                passage(story, "Which").answer());
    }

    @Test
    void thePolicyIsNamedWithItsParameters() {
        String config =
                "scaling:\n  policy: {type: queue-threshold, threshold: 1, consecutive: 2}\n  check_interval: 5\n";
        assertEquals(
                "queue-threshold (threshold 1, consecutive 2, checked every 5 s)",
                PolicyText.of("queue-threshold", config));
        assertEquals("p", PolicyText.of("p", "load: [unclosed"));
        assertEquals("p", PolicyText.of("p", ""));
        assertEquals("p", PolicyText.of("p", null));
    }
}
