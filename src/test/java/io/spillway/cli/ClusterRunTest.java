package io.spillway.cli;

import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.testing.Waits;

/** Whole runs on an API server in memory. */
@Waits
class ClusterRunTest extends ClusterRuns {

    @Override
    protected Place newPlace() throws Exception {
        return new Place(new FakeApiServer(), "default");
    }

    @Override
    protected void leave(ApiServer server) {
        server.close();
    }
}
