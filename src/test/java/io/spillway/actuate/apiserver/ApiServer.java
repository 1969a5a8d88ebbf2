package io.spillway.actuate.apiserver;

import io.fabric8.kubernetes.client.Config;

/** Something that speaks the API of Kubernetes. */
public interface ApiServer extends AutoCloseable {

    /** How a client reaches it. */
    Config config(String namespace);

    @Override
    void close();
}
