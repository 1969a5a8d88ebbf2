package io.spillway.actuate.helm;

import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.testing.ActuatorContract;

/** Releases on an API server in memory. */
class HelmActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        return new ReleaseWorld(new FakeApiServer(), "default", true);
    }
}
