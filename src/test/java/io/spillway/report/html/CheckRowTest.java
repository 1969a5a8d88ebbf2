package io.spillway.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spillway.fleet.RunEvent;
import io.spillway.fleet.ScalingDecision;

import org.junit.jupiter.api.Test;

import java.util.List;

class CheckRowTest {

    private static RunEvent hold(int second, double signal, String reason) {
        return check(second, signal, 1, new ScalingDecision.Hold(reason));
    }

    private static RunEvent check(int second, double signal, int target, ScalingDecision decision) {
        return new RunEvent.Checked(second * 1_000_000_000L, decision, signal, 1, target);
    }

    private static List<String> lines(RunEvent... events) {
        return CheckRow.of(List.of(events)).stream()
                .map(
                        row ->
                                "%s | %d | %s | %s"
                                        .formatted(
                                                row.when(),
                                                row.checks(),
                                                row.signal(),
                                                row.decision()))
                .toList();
    }

    @Test
    void checksWithTheSameReasonAreOneRowWithTheRangeOfTheSignal() {
        assertEquals(
                List.of(
                        "7.0 s to 9.0 s | 3 | 0 to 0.5 | hold: waiting 0.5 < 1.0 (at the last)",
                        "10.0 s | 1 | 8 | hold: threshold exceeded (1/2): waiting 8.0 >= 1.0",
                        "11.0 s | 1 | 16 | scale to 2: threshold exceeded (2/2): waiting 16.0 >= 1.0"),
                lines(
                        hold(7, 0, "waiting 0.0 < 1.0"),
                        hold(8, Double.NaN, "waiting 0.2 < 1.0"),
                        hold(9, 0.5, "waiting 0.5 < 1.0"),
                        hold(10, 8, "threshold exceeded (1/2): waiting 8.0 >= 1.0"),
                        check(
                                11,
                                16,
                                2,
                                new ScalingDecision.ScaleTo(
                                        2, "threshold exceeded (2/2): waiting 16.0 >= 1.0"))));
    }

    @Test
    void askingForWhatIsAlreadyAskedForIsNoChange() {
        assertEquals(
                List.of(
                        "1.0 s | 1 | 9 | scale to 2: waiting 9.0",
                        "2.0 s to 3.0 s | 2 | 4 to 9 | no change, 2 already asked for: waiting 4.0 (at the last)"),
                lines(
                        check(1, 9, 2, new ScalingDecision.ScaleTo(2, "waiting 9.0")),
                        check(2, 9, 2, new ScalingDecision.ScaleTo(2, "waiting 9.0")),
                        check(3, 4, 2, new ScalingDecision.ScaleTo(2, "waiting 4.0"))));
    }

    @Test
    void nothingComesOfNothing() {
        assertEquals(List.of(), lines());
        assertEquals(List.of(), lines(new RunEvent.StageStarted(0, 0, 1)));
    }
}
