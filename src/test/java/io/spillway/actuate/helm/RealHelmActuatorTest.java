package io.spillway.actuate.helm;

import io.spillway.actuate.apiserver.RealApiServer;
import io.spillway.actuate.apiserver.SharedApiServer;
import io.spillway.testing.ActuatorContract;

import org.junit.jupiter.api.condition.EnabledIf;

/** Releases on a real kube-apiserver. */
@EnabledIf(
        value = "io.spillway.actuate.apiserver.RealApiServer#isHere",
        disabledReason = RealApiServer.HOW)
class RealHelmActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        var server = SharedApiServer.get();
        return new ReleaseWorld(server, SharedApiServer.namespace(server), false);
    }
}
