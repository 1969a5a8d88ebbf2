package io.spillway.charts;

import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.OnRealCluster;
import io.spillway.actuate.apiserver.SharedApiServer;

/** The chart on a real API server. */
@OnRealCluster
class RealBenchmarkInstallTest extends BenchmarkInstalls {

    @Override
    Place newPlace() throws Exception {
        var server = SharedApiServer.get();
        return new Place(server, SharedApiServer.namespace(server));
    }

    @Override
    void leave(ApiServer server) {
        // It goes on for the other tests.
    }
}
