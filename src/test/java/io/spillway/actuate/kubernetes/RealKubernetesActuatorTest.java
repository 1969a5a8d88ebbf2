package io.spillway.actuate.kubernetes;

import io.spillway.actuate.apiserver.RealApiServer;
import io.spillway.actuate.apiserver.SharedApiServer;
import io.spillway.testing.ActuatorContract;

import org.junit.jupiter.api.condition.EnabledIf;

/** A Deployment on a real kube-apiserver. */
@EnabledIf(
        value = "io.spillway.actuate.apiserver.RealApiServer#isHere",
        disabledReason = RealApiServer.HOW)
class RealKubernetesActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        var server = SharedApiServer.get();
        return new WorkloadWorld(server, SharedApiServer.namespace(server), false, 0).atMost(3);
    }
}
