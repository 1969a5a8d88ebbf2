package io.spillway.actuate.apiserver;

import io.fabric8.kubernetes.client.Config;

/** Something that speaks the API of Kubernetes. */
public interface ApiServer extends AutoCloseable {

    /** How a client reaches it. */
    Config config(String namespace);

    /** The pods on its only node. */
    NodePods node();

    /** Where the node answers the API server; 0 when it need not. */
    int kubeletPort();

    /** Whether controllers of its own keep Deployments at their replicas and collect garbage. */
    boolean hasControllers();

    /** Cuts every connection, and every new one, until it is back. */
    void setAway(boolean gone);

    @Override
    void close();
}
