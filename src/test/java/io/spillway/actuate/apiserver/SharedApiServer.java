package io.spillway.actuate.apiserver;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;

/** One real API server for all tests of this process; a fresh namespace for each of them. */
public final class SharedApiServer {

    private static @Nullable RealApiServer server;
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private SharedApiServer() {}

    /** The server, started when first asked for. */
    public static synchronized RealApiServer get() throws Exception {
        RealApiServer running = server;
        if (running == null) {
            running = new RealApiServer(RealCluster.here());
            server = running;
            RealApiServer last = running;
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform().name("test-apiserver-end").unstarted(last::close));
        }
        return running;
    }

    /** A namespace that no other test has. */
    public static String namespace(ApiServer in) {
        String name = "test-%d".formatted(NAMESPACES.incrementAndGet());
        try (var client = new KubernetesClientBuilder().withConfig(in.config(name)).build()) {
            client.namespaces()
                    .resource(
                            new NamespaceBuilder()
                                    .withNewMetadata()
                                    .withName(name)
                                    .endMetadata()
                                    .build())
                    .create();
        }
        return name;
    }
}
