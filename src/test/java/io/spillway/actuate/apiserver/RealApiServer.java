package io.spillway.actuate.apiserver;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real kube-apiserver with its etcd, on loopback. The binaries are looked for in {@code
 * KUBEBUILDER_ASSETS}, or below {@code KUBE_API_TEST_DIR/k8s/*}.
 */
public final class RealApiServer implements ApiServer {

    /** What a person does to have these tests run. */
    public static final String HOW =
            "no kube-apiserver: run with KUBEBUILDER_ASSETS=<folder with kube-apiserver and etcd> ./mvnw test -Dtest='Real*'";

    private static final String TOKEN = "test-only";
    private static final String NOBODY = "test-only-without-rights";

    /** Beside the other two, if it is there; else a test's own controller stands for it. */
    private static final String CONTROLLERS = "kube-controller-manager";

    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final int port;
    private final Front front;
    private final NodePods node = new NodePods();
    private final KubeletServer kubelet;
    private final boolean controllers;

    /** The folder with both binaries, if there is one. */
    public static Optional<Path> binaries() {
        List<Path> candidates = new ArrayList<>();
        String assets = System.getenv("KUBEBUILDER_ASSETS");
        if (assets != null) {
            candidates.add(Path.of(assets));
        }
        String tests = System.getenv("KUBE_API_TEST_DIR");
        if (tests != null) {
            candidates.add(Path.of(tests));
            try (Stream<Path> versions = Files.list(Path.of(tests, "k8s"))) {
                candidates.addAll(versions.sorted(Comparator.reverseOrder()).toList());
            } catch (IOException none) {
                // Then the folder itself has to have them.
            }
        }
        return candidates.stream()
                .filter(c -> Files.isExecutable(c.resolve("kube-apiserver")))
                .filter(c -> Files.isExecutable(c.resolve("etcd")))
                .findFirst();
    }

    /** Whether the binaries are here. */
    public static boolean isHere() {
        return binaries().isPresent();
    }

    public RealApiServer() throws Exception {
        Path binaries = binaries().orElseThrow(() -> new IllegalStateException(HOW));
        folder = Files.createTempDirectory("spillway-apiserver-");
        int etcd = freePort();
        int peer = freePort();
        port = freePort();
        writeKeys();
        kubelet = new KubeletServer(node, folder);
        front =
                new Front(
                        socket -> {
                            try (var behind = new Socket(InetAddress.getLoopbackAddress(), port)) {
                                Front.splice(socket, behind);
                            }
                        });
        Files.writeString(
                folder.resolve("tokens.csv"),
                "%s,admin,admin,system:masters\n%s,nobody,nobody\n".formatted(TOKEN, NOBODY));
        String etcdUrl = "http://127.0.0.1:" + etcd;
        run(
                "etcd",
                List.of(
                        binaries.resolve("etcd").toString(),
                        "--data-dir=" + folder.resolve("etcd"),
                        "--listen-client-urls=" + etcdUrl,
                        "--advertise-client-urls=" + etcdUrl,
                        "--listen-peer-urls=http://127.0.0.1:" + peer,
                        "--unsafe-no-fsync=true",
                        "--log-level=error"));
        run(
                "kube-apiserver",
                List.of(
                        binaries.resolve("kube-apiserver").toString(),
                        "--etcd-servers=" + etcdUrl,
                        "--bind-address=127.0.0.1",
                        "--advertise-address=127.0.0.1",
                        "--secure-port=" + port,
                        "--cert-dir=" + folder.resolve("certs"),
                        "--token-auth-file=" + folder.resolve("tokens.csv"),
                        "--authorization-mode=RBAC",
                        "--service-account-issuer=https://test.invalid",
                        "--service-account-key-file=" + folder.resolve("sa.pub"),
                        "--service-account-signing-key-file=" + folder.resolve("sa.key"),
                        "--service-cluster-ip-range=10.0.0.0/24",
                        "--endpoint-reconciler-type=none",
                        "--kubelet-preferred-address-types=InternalIP",
                        "--disable-admission-plugins=ServiceAccount"));
        awaitReady();
        controllers = Files.isExecutable(binaries.resolve(CONTROLLERS));
        if (controllers) {
            Path kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), this, "default");
            run(
                    CONTROLLERS,
                    List.of(
                            binaries.resolve(CONTROLLERS).toString(),
                            "--kubeconfig=" + kubeconfig,
                            "--controllers=deployment-controller,replicaset-controller,garbage-collector-controller,resourcequota-controller",
                            "--leader-elect=false",
                            "--bind-address=127.0.0.1",
                            "--secure-port=0"));
        }
    }

    private void writeKeys() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var keys = generator.generateKeyPair();
        Files.writeString(
                folder.resolve("sa.key"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        Files.writeString(
                folder.resolve("sa.pub"), pem("PUBLIC KEY", keys.getPublic().getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
    }

    private void run(String name, List<String> command) throws IOException {
        processes.add(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(name + ".log").toFile())
                        .start());
    }

    private void awaitReady() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            try (var client = new KubernetesClientBuilder().withConfig(config("default")).build()) {
                if ("ok".equals(client.raw("/readyz"))
                        && client.namespaces().withName("default").get() != null) {
                    return;
                }
            } catch (RuntimeException notYet) {
                // It is starting.
            }
            if (System.nanoTime() > deadline || !processes.getLast().isAlive()) {
                String log = Files.readString(folder.resolve("kube-apiserver.log"));
                close();
                throw new IllegalStateException(
                        "kube-apiserver did not start: "
                                + log.substring(Math.max(0, log.length() - 2000)));
            }
            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public Config config(String namespace) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + front.port())
                .withTrustCerts(true)
                .withDisableHostnameVerification(true)
                .withOauthToken(TOKEN)
                .withNamespace(namespace)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    /** The same for a user who may do nothing but ask what he may. */
    public static Config nobody(Config admin) {
        return new ConfigBuilder(admin).withOauthToken(NOBODY).build();
    }

    @Override
    public NodePods node() {
        return node;
    }

    @Override
    public boolean hasControllers() {
        return controllers;
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
        for (Process process : processes.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException stop) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            System.getLogger("test").log(System.Logger.Level.WARNING, "left " + folder, left);
        }
    }
}
