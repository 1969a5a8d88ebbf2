package io.spillway.cli;

import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.OnRealCluster;
import io.spillway.actuate.apiserver.SharedApiServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.time.Duration;

/** Whole runs on a real kube-apiserver. */
@OnRealCluster
@ResourceLock("the devices of the only node")
class RealClusterRunTest extends ClusterRuns {

    @Override
    protected Place newPlace() throws Exception {
        var server = SharedApiServer.get();
        return new Place(server, SharedApiServer.namespace(server));
    }

    @Override
    protected void leave(ApiServer server) {
        server.setAway(false);
    }

    @Test
    void anApiServerThatIsAwayForHalfAMinuteCostsNoRequest() throws Exception {
        anOutageCostsNoRequest(Duration.ofSeconds(30));
    }
}
