package io.spillway.actuate.apiserver;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real kube-apiserver of a {@link RealCluster}, on loopback, with a node of the tests' own. */
public final class RealApiServer implements ApiServer {

    private static final long START_SECONDS = 90;

    private final Path folder;
    private final ControlPlane plane;
    private final Front front;
    private final NodePods node = new NodePods();
    private final KubeletServer kubelet;

    public RealApiServer(RealCluster cluster) throws Exception {
        folder = Files.createTempDirectory("spillway-apiserver-");
        kubelet = new KubeletServer(node, folder);
        plane = cluster.start(folder);
        int port = plane.port();
        front =
                new Front(
                        socket -> {
                            try (var behind = new Socket(InetAddress.getLoopbackAddress(), port)) {
                                Front.splice(socket, behind);
                            }
                        });
        awaitReady();
        plane.serves();
    }

    private void awaitReady() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (var client = new KubernetesClientBuilder().withConfig(config("default")).build()) {
                if ("ok".equals(client.raw("/readyz"))
                        && client.namespaces().withName("default").get() != null) {
                    return;
                }
            } catch (RuntimeException notYet) {
                // It is starting.
            }
            if (System.nanoTime() > deadline || !plane.isAlive()) {
                String log = plane.log();
                close();
                throw new IllegalStateException("kube-apiserver did not start: " + log);
            }
            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public Config config(String namespace) {
        return config(front.port(), namespace);
    }

    static Config config(int port, String namespace) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + port)
                .withTrustCerts(true)
                .withDisableHostnameVerification(true)
                .withOauthToken(ControlPlane.TOKEN)
                .withNamespace(namespace)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    /** The same for a user who may do nothing but ask what he may. */
    public static Config nobody(Config admin) {
        return new ConfigBuilder(admin).withOauthToken(ControlPlane.NOBODY).build();
    }

    @Override
    public NodePods node() {
        return node;
    }

    @Override
    public boolean hasControllers() {
        return plane.hasControllers();
    }

    @Override
    public int kubeletPort() {
        return kubelet.port();
    }

    @Override
    public void setAway(boolean gone) {
        front.setAway(gone);
    }

    @Override
    public void close() {
        front.close();
        kubelet.close();
        plane.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            System.getLogger("test").log(System.Logger.Level.WARNING, "left " + folder, left);
        }
    }
}
