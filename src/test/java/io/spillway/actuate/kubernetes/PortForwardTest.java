package io.spillway.actuate.kubernetes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.cluster.Cluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What requests may rely on when they go through a port-forward, to a pod that echoes. */
class PortForwardTest {

    private static final int CONNECTIONS = 12;
    private static final int WORD = 200;
    private static final int PATIENCE_MILLIS = 20_000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private FakeApiServer server;
    private KubernetesClient client;
    private ServerSocket pod;
    private Cluster.Forward forward;

    @BeforeEach
    void open() throws IOException {
        server = new FakeApiServer();
        pod = new ServerSocket(0, CONNECTIONS, InetAddress.getLoopbackAddress());
        threads.submit(this::acceptOnPod);
        server.node().runs("default", "pod-1", pod.getInetAddress().getHostAddress());
        client = new KubernetesClientBuilder().withConfig(server.config("default")).build();
        forward = new KubernetesPods(client, "default").forward("pod-1", pod.getLocalPort(), 0);
    }

    @AfterEach
    void close() throws IOException {
        forward.close();
        client.close();
        pod.close();
        server.close();
        threads.close();
    }

    private void acceptOnPod() {
        while (!pod.isClosed()) {
            try {
                Socket connection = pod.accept();
                threads.submit(() -> echo(connection));
            } catch (IOException closed) {
                // The test is over.
            }
        }
    }

    private static void echo(Socket connection) {
        try (connection) {
            connection.getInputStream().transferTo(connection.getOutputStream());
        } catch (IOException cut) {
            // As the other end will see.
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), forward.localPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    @Test
    void aLongRequestArrivesWhole() throws Exception {
        byte[] request = new byte[2_000_000];
        new Random(1).nextBytes(request);
        try (Socket socket = connect()) {
            Future<?> sent =
                    threads.submit(
                            () -> {
                                socket.getOutputStream().write(request);
                                return null;
                            });
            assertArrayEquals(request, socket.getInputStream().readNBytes(request.length));
            sent.get();
        }
    }

    @Test
    void everyConnectionEndsWhenItIsCut() throws Exception {
        List<CountDownLatch> talking = new ArrayList<>();
        List<Future<Boolean>> ended = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            var talks = new CountDownLatch(1);
            talking.add(talks);
            ended.add(threads.submit(() -> talksUntilItEnds(talks)));
        }
        for (CountDownLatch each : talking) {
            each.await();
        }

        assertEquals(CONNECTIONS, server.node().cutForwards());

        for (Future<Boolean> each : ended) {
            assertTrue(each.get(), "a connection hangs after it was cut");
        }
    }

    /** Whether it ends, rather than leaving its user waiting. */
    private boolean talksUntilItEnds(CountDownLatch talking) throws IOException {
        try (Socket socket = connect()) {
            while (isEchoed(socket)) {
                talking.countDown();
            }
            return true;
        } catch (SocketTimeoutException hangs) {
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    private static boolean isEchoed(Socket socket) throws IOException {
        socket.getOutputStream().write(new byte[WORD]);
        return socket.getInputStream().readNBytes(WORD).length == WORD;
    }
}
