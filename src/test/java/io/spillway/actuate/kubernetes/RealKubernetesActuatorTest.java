package io.spillway.actuate.kubernetes;

import io.spillway.actuate.apiserver.OnRealCluster;
import io.spillway.actuate.apiserver.SharedApiServer;
import io.spillway.testing.ActuatorContract;

/** A Deployment on a real kube-apiserver. */
@OnRealCluster
class RealKubernetesActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        var server = SharedApiServer.get();
        return new WorkloadWorld(server, SharedApiServer.namespace(server), false, 0).atMost(3);
    }
}
