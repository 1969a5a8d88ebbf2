package io.spillway.actuate.apiserver;

import io.spillway.testing.Ports;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The server of k3s in a container, as no more than another API server: without an agent, so that
 * the tests' kubelet runs the pods here too. It needs no privileges, but the host's network, for it
 * has to reach that kubelet on loopback.
 */
final class K3sControlPlane implements ControlPlane {

    private static final String TOKENS = "/tokens.csv";
    private static final int LOG_END = 2000;

    private final int port = Ports.free(1);
    private final Server container;

    /** Whether it serves is asked through its API. */
    private static final class Server extends GenericContainer<Server> {
        Server(String image) {
            super(DockerImageName.parse(image));
            waitingFor(
                    new AbstractWaitStrategy() {
                        @Override
                        protected void waitUntilReady() {}
                    });
        }
    }

    K3sControlPlane(String image, Path folder) throws Exception {
        Path tokens = ControlPlane.writeTokens(folder.resolve("tokens.csv"));
        container =
                new Server(image)
                        .withNetworkMode("host")
                        .withCopyFileToContainer(MountableFile.forHostPath(tokens), TOKENS)
                        .withCommand(command(port).toArray(String[]::new));
        container.start();
    }

    /** What k3s is told. */
    static List<String> command(int port) {
        var command =
                new ArrayList<>(
                        List.of(
                                "server",
                                "--disable-agent",
                                "--disable-scheduler",
                                "--disable-cloud-controller",
                                "--disable-kube-proxy",
                                "--disable-network-policy",
                                "--disable-helm-controller",
                                "--disable=coredns,local-storage,metrics-server,servicelb,traefik",
                                "--flannel-backend=none",
                                "--egress-selector-mode=disabled",
                                "--bind-address=127.0.0.1",
                                "--advertise-address=127.0.0.1",
                                "--https-listen-port=" + port,
                                // The kubelet of the tests vouches for itself.
                                "--kube-apiserver-arg=kubelet-certificate-authority=",
                                "--kube-controller-manager-arg=controllers=" + CONTROLLERS));
        ControlPlane.apiServerArguments(Path.of(TOKENS))
                .forEach(it -> command.add("--kube-apiserver-arg=" + it));
        return List.copyOf(command);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean hasControllers() {
        return true;
    }

    @Override
    public boolean isAlive() {
        return container.isRunning();
    }

    @Override
    public String log() {
        String log = container.getLogs();
        return log.substring(Math.max(0, log.length() - LOG_END));
    }

    @Override
    public void close() {
        container.close();
    }
}
