package io.spillway.actuate.helm;

import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.testing.ActuatorContract;
import io.spillway.testing.Waits;

/** Releases on an API server in memory. */
@Waits
class HelmActuatorTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        return new ReleaseWorld(new FakeApiServer(), "default", true);
    }
}
