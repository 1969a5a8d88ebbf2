package io.spillway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
        assertEquals("6 s (simulated)", passage(story, "How long").headline());
        assertEquals(
                "From the check that saw an overload until it was ready, the mean of 2 replicas: starting the engine and loading the model 3.1 s, preparing to serve 1.5 s, deciding 1 s, the rest 0.4 s.",
                passage(story, "How long").answer());
        assertEquals(
                "The replicas are simulated: the time from creating one to its readiness follows a setting, not a real start.",
                passage(story, "How long").details().getFirst());
        assertTrue(
                passage(story, "How long")
                        .details()
                        .get(1)
                        .contains(
                                "the longest part was starting the engine and loading the model (51.7 % of it)"),
                passage(story, "How long").details().get(1));
    }

    @Test
    void saysWhichWindowsTheEffectIsOfAndHowManyReplicasWereReady() throws IOException {
        RunData data = SampleRun.write(SampleRun.demo(), folder);
        Passage effect = passage(Story.of(data), "Did");
        assertEquals(
                "TTFT p95 was 5.8 s at worst (requests due from 20.0 s to 25.0 s, 19.8 a second, 2 to 3 replicas ready) and 125 ms once settled (requests due from 40.0 s to 50.0 s, 22.9 a second, 3 replicas ready).",
                effect.answer());
        assertEquals("Yes, but late: 25.3 % of the requests missed a limit", effect.headline());
        assertEquals(Passage.Mood.MIXED, effect.mood());
        assertEquals(
                "Requests began to wait at 10.0 s; at 21.0 s the most did, 76; at 39.0 s, 29 s after the first, none did.",
                effect.details().get(1));
    }

    @Test
    void tellsCostOnOneBasisAndNamesTheBestFixedNumber() throws IOException {
        List<String> details = passage(story(SampleRun.demo()), "Did").details();
        assertTrue(
                details.contains(
                        "While the load ran it paid for 170 replica-seconds: 6.3 % more than the 160 of a fleet that knows the load beforehand, 24.4 % less than the 225 of the best fixed number, 3 replicas."),
                details.toString());
    }

    @Test
    void aReplicaThatCameLateSaysSinceWhenRequestsWaited() throws IOException {
        List<String> details = passage(story(SampleRun.demo()), "How long").details();
        assertFalse(details.get(1).contains("By then"), details.get(1));
        assertTrue(
                details.get(2)
                        .startsWith("sim-3: 6 s, from 18.0 s to 24.0 s; the longest part was "),
                details.get(2));
        assertTrue(
                details.get(2)
                        .contains("By then requests had been waiting for 14 s, since 10.0 s."),
                details.get(2));
    }

    @Test
    void partsAddUpToTheWhole() {
        var parts = new LinkedHashMap<String, Double>();
        parts.put("loading the model", 2.94);
        parts.put("deciding", 1.04);
        parts.put("pulling the image", 0.15);
        parts.put("finding a node", 0.14);
        parts.put("creating it", 0.13);
        assertEquals(
                "loading the model 2.9 s, deciding 1 s, pulling the image 0.2 s, the rest 0.3 s",
                StartStory.sum(parts));
        assertEquals("at once", StartStory.sum(new LinkedHashMap<>()));
    }

    @Test
    void theMeasurementHasAsManyReservationsAsItSays() throws IOException {
        Passage sound = passage(story(SampleRun.demo()), "Was the measurement");
        assertEquals("Yes, with 1 reservation", sound.headline());
        assertEquals(
                List.of("The shortest stage lasts 10 s; figures settle after 300 s (rule V12)."),
                sound.details());
        assertTrue(sound.answer().contains("of no GPU"), sound.answer());
    }

    @Test
    void oneChoiceComesFirstWithItsLinesAndCostAndTheOthersAfterIt() throws IOException {
        Passage advice = passage(story(SampleRun.demo()), "Which setting");
        assertEquals("Keep 2 replicas ready", advice.headline());
        assertEquals("fleet:\n  min_replicas: 2", advice.snippet());
        assertTrue(advice.answer().contains("252 of 1,017 requests were due"), advice.answer());
        assertTrue(advice.answer().contains("at most 21 replica-seconds more"), advice.answer());
        assertTrue(
                advice.details().stream()
                        .anyMatch(
                                line ->
                                        line.startsWith(
                                                "Then choose a balancer that looks at queues (routing.type: queue-aware): in 15 seconds between 17.0 s and 37.0 s")),
                advice.details().toString());
    }

    @Test
    void objectivesOnTheMiddleAloneAreNotGoodNewsInARush() throws IOException {
        SampleRun.Script demo = SampleRun.demo();
        List<Passage> story =
                story(
                        new SampleRun.Script(
                                demo.stages(),
                                3,
                                5,
                                demo.name(),
                                0,
                                Map.of("ttft_p50", 1.0),
                                demo.reason()));
        assertTrue(
                passage(story, "Did").details().stream()
                        .anyMatch(line -> line.contains("TTFT p50 looks at the middle request")),
                passage(story, "Did").details().toString());
        assertEquals(Passage.Mood.MIXED, passage(story, "Which").mood());
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
