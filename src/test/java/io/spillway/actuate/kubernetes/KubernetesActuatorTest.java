package io.spillway.actuate.kubernetes;

import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.testing.ActuatorContract;

/** A Deployment on an API server in memory. */
class KubernetesActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        return new WorkloadWorld(new FakeApiServer(), "default", true, 0).atMost(3);
    }
}
