package io.spillway.actuate.observe;

import io.spillway.actuate.apiserver.OnRealCluster;
import io.spillway.actuate.apiserver.SharedApiServer;

/** Pods that somebody else scales, on a real kube-apiserver. */
@OnRealCluster
class RealObserveActuatorTest extends ObserveActuatorTest {

    @Override
    ObservedWorld observed() throws Exception {
        var server = SharedApiServer.get();
        return new ObservedWorld(server, SharedApiServer.namespace(server), false);
    }
}
