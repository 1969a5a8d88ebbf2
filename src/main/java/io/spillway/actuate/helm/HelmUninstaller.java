package io.spillway.actuate.helm;

import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.ClusterCleanup;

import java.util.List;

/** Removes releases for {@link ClusterCleanup}. Blocking. */
public final class HelmUninstaller implements ClusterCleanup.Uninstaller {

    private final HelmEngine engine;

    public HelmUninstaller(Cluster cluster) {
        this.engine =
                new HelmEngine(
                        cluster.kubeconfig(), cluster.namespace(), new Redaction(List.of()));
    }

    @Override
    public void uninstall(String release) {
        engine.uninstall(release);
    }
}
