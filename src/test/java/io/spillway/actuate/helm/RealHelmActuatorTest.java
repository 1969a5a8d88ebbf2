package io.spillway.actuate.helm;

import io.spillway.actuate.apiserver.OnRealCluster;
import io.spillway.actuate.apiserver.SharedApiServer;
import io.spillway.testing.ActuatorContract;

/** Releases on a real kube-apiserver. */
@OnRealCluster
class RealHelmActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        var server = SharedApiServer.get();
        return new ReleaseWorld(server, SharedApiServer.namespace(server), false);
    }
}
