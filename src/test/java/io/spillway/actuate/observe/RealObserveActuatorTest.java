package io.spillway.actuate.observe;

import io.spillway.actuate.apiserver.RealApiServer;
import io.spillway.actuate.apiserver.SharedApiServer;

import org.junit.jupiter.api.condition.EnabledIf;

/** Pods that somebody else scales, on a real kube-apiserver. */
@EnabledIf(
        value = "io.spillway.actuate.apiserver.RealApiServer#isHere",
        disabledReason = RealApiServer.HOW)
class RealObserveActuatorTest extends ObserveActuatorTest {

    @Override
    ObservedWorld observed() throws Exception {
        var server = SharedApiServer.get();
        return new ObservedWorld(server, SharedApiServer.namespace(server), false);
    }
}
