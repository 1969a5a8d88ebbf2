package io.spillway.actuate.kubernetes;

import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.testing.ActuatorContract;
import io.spillway.testing.Waits;

/** A Deployment on an API server in memory. */
@Waits
class KubernetesActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        return new WorkloadWorld(new FakeApiServer(), "default", true, 0).atMost(3);
    }
}
