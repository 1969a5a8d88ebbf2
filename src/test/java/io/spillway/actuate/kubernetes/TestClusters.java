package io.spillway.actuate.kubernetes;

import io.spillway.actuate.apiserver.ApiServer;
import io.spillway.actuate.cluster.Cluster;

/** The real adapter, to the API servers of tests. */
public final class TestClusters {

    private TestClusters() {}

    public static Cluster open(ApiServer server, String namespace) {
        return KubernetesCluster.open(server.config(namespace), namespace);
    }
}
