package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.actuate.apiserver.FakeApiServer;
import io.spillway.actuate.apiserver.Kubeconfigs;
import io.spillway.actuate.apiserver.Machinery;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.LeaseView;
import io.spillway.actuate.cluster.Ownership;
import io.spillway.actuate.kubernetes.TestClusters;
import io.spillway.fleet.RunId;
import io.spillway.testing.Waits;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Cleaning up after a controller that holds a Lease, dead or alive. */
@Waits
class CleanupWaitTest {

    private static final String LEASE = "spillway-deployment-vllm";
    private static final RunId RUN = new RunId("cleanup-wait");

    @TempDir Path folder;

    private FakeApiServer server;
    private Machinery machinery;
    private Cluster cluster;
    private Path kubeconfig;

    @BeforeEach
    void prepare() throws Exception {
        server = new FakeApiServer();
        machinery = new Machinery(server, "default");
        machinery.pause(true);
        machinery.deployment("vllm", 3);
        cluster = TestClusters.open(server, "default");
        kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), server, "default");
    }

    @AfterEach
    void end() {
        cluster.close();
        machinery.close();
        server.close();
    }

    /** Of a controller that had 1 replica before it scaled. */
    private void hold(int seconds) {
        String version = cluster.leases().find(LEASE).map(LeaseView::version).orElse(null);
        cluster.leases()
                .write(
                        new LeaseView(
                                LEASE,
                                version,
                                RUN + "/1-1",
                                Instant.now(),
                                seconds,
                                Ownership.labels(RUN),
                                Map.of("run.spillway.io/" + RUN, "workload:deployment/vllm:1")));
    }

    private Cli.Ended cleanup(String... more) {
        String[] arguments = new String[5 + more.length];
        System.arraycopy(more, 0, arguments, 5, more.length);
        arguments[0] = "cleanup";
        arguments[1] = "--run";
        arguments[2] = RUN.value();
        arguments[3] = "--kubeconfig";
        arguments[4] = kubeconfig.toString();
        return Cli.run(arguments);
    }

    private int replicas() {
        return cluster.workloads().scale("deployment/vllm").replicas();
    }

    @Test
    void waitsUntilADeadControllersLeaseRunsOutAndSaysSo() {
        hold(4);

        Cli.Ended ended = cleanup();

        assertEquals(ExitCode.OK.value(), ended.code(), ended::all);
        assertTrue(
                ended.err()
                        .matches(
                                "namespace default: the controller of run cleanup-wait holds the Lease"
                                        + " spillway-deployment-vllm; if it is dead, that runs out in"
                                        + " [1-4] s; waiting\\R"),
                ended::all);
        assertTrue(
                ended.out().contains("done: give deployment/vllm its 1 replicas back"), ended::all);
        assertEquals(1, replicas());
        assertTrue(cluster.leases().find(LEASE).isEmpty());
    }

    @Test
    void leavesARunAloneWhoseControllerRenewsItsLease() throws Exception {
        hold(60);
        var stop = new CountDownLatch(1);
        Thread controller =
                Thread.ofVirtual()
                        .name("test-controller")
                        .start(
                                () -> {
                                    try {
                                        while (!stop.await(100, TimeUnit.MILLISECONDS)) {
                                            hold(60);
                                        }
                                    } catch (InterruptedException end) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        try {
            Cli.Ended ended = cleanup();

            assertEquals(ExitCode.FAILED.value(), ended.code(), ended::all);
            assertTrue(ended.out().contains("end that run first"), ended::all);
        } finally {
            stop.countDown();
            controller.join();
        }
        assertEquals(3, replicas());
    }

    @Test
    void doesNotWaitWhenToldNotTo() {
        hold(60);

        Cli.Ended ended = cleanup("--no-wait");

        assertEquals(ExitCode.FAILED.value(), ended.code(), ended::all);
        assertEquals("", ended.err());
        assertTrue(ended.out().contains("its Lease runs out by itself"), ended::all);
        assertEquals(3, replicas());
    }
}
