package io.spillway.actuate.apiserver;

import io.spillway.testing.Ports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** kube-apiserver and etcd as processes, and kube-controller-manager where it is beside them. */
final class LocalControlPlane implements ControlPlane {

    /** If it is not there, a test's own controller stands for it. */
    private static final String MANAGER = "kube-controller-manager";

    private static final int LOG_END = 2000;

    private final List<Process> processes = new ArrayList<>();
    private final Path binaries;
    private final Path folder;
    private final int port = Ports.free(1);

    LocalControlPlane(Path binaries, Path folder) throws Exception {
        this.binaries = binaries;
        this.folder = folder;
        int etcd = Ports.free(1);
        int peer = Ports.free(1);
        writeKeys();
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
        List<String> command =
                new ArrayList<>(
                        List.of(
                                binaries.resolve("kube-apiserver").toString(),
                                "--etcd-servers=" + etcdUrl,
                                "--bind-address=127.0.0.1",
                                "--advertise-address=127.0.0.1",
                                "--secure-port=" + port,
                                "--cert-dir=" + folder.resolve("certs"),
                                "--authorization-mode=RBAC",
                                "--service-account-issuer=https://test.invalid",
                                "--service-account-key-file=" + folder.resolve("sa.pub"),
                                "--service-account-signing-key-file=" + folder.resolve("sa.key"),
                                "--service-cluster-ip-range=10.0.0.0/24"));
        Path tokens = ControlPlane.writeTokens(folder.resolve("tokens.csv"));
        ControlPlane.apiServerArguments(tokens).forEach(it -> command.add("--" + it));
        run("kube-apiserver", command);
    }

    /** The manager gives up where it has to wait long. */
    @Override
    public void serves() throws IOException {
        if (hasControllers()) {
            Path kubeconfig =
                    Kubeconfigs.write(
                            folder.resolve("kubeconfig"),
                            RealApiServer.config(port, "default"),
                            "default");
            run(
                    MANAGER,
                    List.of(
                            binaries.resolve(MANAGER).toString(),
                            "--kubeconfig=" + kubeconfig,
                            "--controllers=" + CONTROLLERS,
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

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean hasControllers() {
        return Files.isExecutable(binaries.resolve(MANAGER));
    }

    @Override
    public boolean isAlive() {
        return processes.stream().allMatch(Process::isAlive);
    }

    @Override
    public String log() {
        try {
            String log = Files.readString(folder.resolve("kube-apiserver.log"));
            return log.substring(Math.max(0, log.length() - LOG_END));
        } catch (IOException none) {
            return none.toString();
        }
    }

    @Override
    public void close() {
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
    }
}
