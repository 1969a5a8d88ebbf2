package io.spillway.actuate.apiserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** What a real API server asks a node for: logs of containers, and port-forwards. TLS. */
final class KubeletServer implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final NodePods pods;
    private final Front front;

    KubeletServer(NodePods pods, Path folder) throws Exception {
        this.pods = pods;
        Path keys = folder.resolve("kubelet.p12");
        makeKeys(keys);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        this.front =
                new Front(
                        tls.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                        this::serve);
    }

    private static void makeKeys(Path file) throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "kubelet",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=kubelet",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no keys");
        }
    }

    int port() {
        return front.port();
    }

    private void serve(Socket socket) throws IOException {
        Head head = Head.read(socket.getInputStream());
        String[] parts = head == null ? new String[0] : head.path().split("/", -1);
        if (head == null || parts.length < 4) {
            return;
        }
        String namespace = parts[2];
        String pod = parts[3];
        if (parts[1].equals("containerLogs")) {
            Head.answer(socket.getOutputStream(), "200 OK", "text/plain", pods.log(namespace, pod));
        } else if (parts[1].equals("portForward")) {
            int port = Integer.parseInt(head.asked("port"));
            Socket server = pods.connect(namespace, pod, port);
            try {
                PortForwarding.serve(head, socket, server, port);
            } finally {
                pods.disconnected(server);
            }
        } else {
            Head.answer(socket.getOutputStream(), "404 Not Found", "text/plain", "");
        }
    }

    @Override
    public void close() {
        front.close();
    }
}
