package io.spillway.bench;

import io.spillway.sim.http.EngineSpec;
import io.spillway.sim.http.FixedTiming;
import io.spillway.sim.http.LookAlikeServer;
import io.spillway.sim.http.SimulateSettings;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * A look-alike server with fixed times in a process of its own, until it is killed.
 *
 * <p>Arguments: port, timing as in {@code ttft=100ms,itl=30ms}.
 */
final class LookAlike {
    private LookAlike() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var engine = new EngineSpec.Fixed(FixedTiming.parse(args[1]), 16_384);
        try (var _ =
                LookAlikeServer.start(SimulateSettings.of(Integer.parseInt(args[0]), engine))) {
            new CountDownLatch(1).await();
        }
    }
}
