package io.spillway.dashboard;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Shows an example's run in a browser, at a chosen speed: {@code DashboardPreview [EXAMPLE [PORT
 * [SECONDS_PER_SECOND [JUMP_TO_SECOND]]]]}. For looking at the page, not a test.
 */
final class DashboardPreview {
    private DashboardPreview() {}

    public static void main(String[] args) throws Exception {
        Path example = Path.of(args.length > 0 ? args[0] : "examples/demo.yml");
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 8089;
        double speed = args.length > 2 ? Double.parseDouble(args[2]) : 1;
        double jump = args.length > 3 ? Double.parseDouble(args[3]) : 0;
        RecordedRun run = RecordedRun.of(example);
        var settings = DashboardSettings.loopback(port, true);
        try (var server = DashboardServer.start(settings, facts(), new Printing())) {
            System.out.println("Dashboard " + server.url());
            for (RecordedRun.Step step : run.steps()) {
                RecordedRun.tell(server, step);
                if (step instanceof RecordedRun.Step.Second second
                        && second.row().atNanos() / 1e9 > jump) {
                    LockSupport.parkNanos((long) (1e9 / speed));
                }
            }
            server.ended(
                    new RunEnd(
                            RunEnd.Kind.COMPLETED,
                            "The run came to its end and its report is written.",
                            "results/demo/report.html"));
            LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(10));
        }
    }

    static RunFacts facts() {
        var slo = new LinkedHashMap<String, Double>();
        slo.put("ttft_p50", 0.5);
        slo.put("tpot_p95", 0.1);
        slo.put("error_rate", 0.01);
        return new RunFacts(
                "demo-1",
                "demo",
                "A morning rush on a small GPU slice.",
                "llama-3.2-3b",
                "queue-threshold",
                "live",
                "2025-01-31T12:00:00Z",
                1,
                3,
                slo,
                "results/demo");
    }

    private static final class Printing implements Controls {
        @Override
        public void pause(boolean paused) {
            System.out.println("pause " + paused);
        }

        @Override
        public void stopAfterDrain() {
            System.out.println("stop");
        }

        @Override
        public void scaleTo(int replicas, String reason) {
            System.out.println("scale to " + replicas + " " + reason);
        }
    }
}
