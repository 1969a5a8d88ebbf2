package io.spillway.charts;

import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.FakeApiServer;

/** The chart on an API server in memory. */
class BenchmarkInstallTest extends BenchmarkInstalls {

    @Override
    Place newPlace() throws Exception {
        return new Place(new FakeApiServer(), "default");
    }

    @Override
    void leave(ApiServer server) {
        server.close();
    }
}
