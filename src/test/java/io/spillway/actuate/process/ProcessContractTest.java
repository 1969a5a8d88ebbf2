package io.spillway.actuate.process;

import io.spillway.fleet.Actuator;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.FleetEvents;
import io.spillway.fleet.ReplicaId;
import io.spillway.fleet.ReplicaSpec;
import io.spillway.fleet.RunId;
import io.spillway.testing.ActuatorContract;
import io.spillway.testing.Ports;
import io.spillway.testing.Reachable;
import io.spillway.testing.Waits;
import io.spillway.time.SystemTime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes that serve {@code /health}: the JDK's own file server. */
@Waits
class ProcessContractTest extends ActuatorContract {

    @Override
    protected World newWorld() throws Exception {
        return new Processes();
    }

    private static final class Processes implements World {
        private static final RunId RUN = new RunId("contract-run");

        private final Path folder = Files.createTempDirectory("spillway-processes-");
        private final SystemTime time = SystemTime.start();
        private final int basePort = Ports.free(4);

        Processes() throws IOException {
            Files.createDirectories(folder.resolve("www/health"));
        }

        /** Each order is taken by the next process that starts. */
        private String command() {
            String java = ProcessHandle.current().info().command().orElse("java");
            Path order = folder.resolve("order");
            return "/bin/sh -c 'if mv %1$s %1$s.taken-{ordinal} 2>/dev/null; then . %1$s.taken-{ordinal}; fi; exec %2$s -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx32m -m jdk.httpserver -b 127.0.0.1 -p {port} -d %3$s'"
                    .formatted(order, java, folder.resolve("www"));
        }

        private void order(String shell) {
            try {
                Files.writeString(folder.resolve("order"), shell + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Actuator connect(FleetEvents events) {
            var settings =
                    new ProcessSettings(
                            command(),
                            Map.of(),
                            "127.0.0.1",
                            basePort,
                            "TERM",
                            folder.resolve("logs"),
                            folder.resolve("state"));
            return new ProcessActuator(settings, RUN, events, time);
        }

        @Override
        public ReplicaSpec spec(int ordinal) {
            return new ReplicaSpec(
                    new ReplicaId("p-" + ordinal), ordinal, ReplicaSpec.Overrides.NONE);
        }

        @Override
        public Duration quiet() {
            return Duration.ofMillis(500);
        }

        @Override
        public void drive(Duration duration) {
            try {
                var _ = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean failNextStart() {
            order("echo no such model; exit 3");
            return true;
        }

        @Override
        public boolean slowNextStart() {
            order("sleep 2");
            return true;
        }

        @Override
        public boolean kill(ReplicaId id) {
            for (ProcessLedger.Entry entry : ledger().entries(RUN)) {
                if (entry.replica().equals(id)) {
                    ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly);
                    return true;
                }
            }
            // It has ended between the question and now.
            return true;
        }

        private ProcessLedger ledger() {
            return new ProcessLedger(folder.resolve("state"));
        }

        @Override
        public boolean serves(Endpoint endpoint) {
            return Reachable.answers(endpoint, "/health/");
        }

        @Override
        public List<String> leftovers() {
            return ledger().entries(RUN).stream().map(e -> e.replica().value()).toList();
        }

        @Override
        public void close() {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
