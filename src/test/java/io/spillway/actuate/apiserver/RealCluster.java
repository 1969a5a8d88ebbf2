package io.spillway.actuate.apiserver;

import org.testcontainers.DockerClientFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Where a real API server for tests comes from. */
public sealed interface RealCluster {

    /** Binaries on this machine. */
    record Binaries(Path folder) implements RealCluster {}

    /** k3s in a container. */
    record K3s(String image) implements RealCluster {}

    /** From nowhere; this is why, and what to do about it. */
    record None(String why) implements RealCluster {}

    /** Names another image of k3s. */
    String IMAGE_VARIABLE = "SPILLWAY_K3S_IMAGE";

    String IMAGE = "rancher/k3s:v1.34.1-k3s1";

    /** What there is of containers. */
    interface Docker {
        boolean answers();

        boolean hasImage(String image);
    }

    /** The first of: binaries that the environment names, k3s where Docker has its image. */
    static RealCluster choose(
            Map<String, String> environment, Predicate<Path> isExecutable, Docker docker) {
        for (Path folder : folders(environment)) {
            if (isExecutable.test(folder.resolve("kube-apiserver"))
                    && isExecutable.test(folder.resolve("etcd"))) {
                return new Binaries(folder);
            }
        }
        String image = environment.getOrDefault(IMAGE_VARIABLE, IMAGE);
        boolean answers = docker.answers();
        if (answers && docker.hasImage(image)) {
            return new K3s(image);
        }
        String binaries =
                "KUBEBUILDER_ASSETS=<folder with kube-apiserver and etcd> ./mvnw test -Dtest='Real*'";
        String k3s = "docker pull %s && ./mvnw test -Dtest='Real*'".formatted(image);
        return new None(
                "no real API server (%s): run with %s, or %s: %s"
                        .formatted(
                                answers
                                        ? "Docker is here, the image of k3s is not"
                                        : "neither binaries nor Docker",
                                binaries,
                                answers ? "with k3s" : "with k3s where Docker is",
                                k3s));
    }

    private static List<Path> folders(Map<String, String> environment) {
        List<Path> folders = new ArrayList<>();
        String assets = environment.get("KUBEBUILDER_ASSETS");
        if (assets != null) {
            folders.add(Path.of(assets));
        }
        String tests = environment.get("KUBE_API_TEST_DIR");
        if (tests != null) {
            folders.add(Path.of(tests));
            try (Stream<Path> versions = Files.list(Path.of(tests, "k8s"))) {
                folders.addAll(versions.sorted(Comparator.reverseOrder()).toList());
            } catch (IOException none) {
                // Then the folder itself has to have them.
            }
        }
        return folders;
    }

    /** The one of this machine; found out once. */
    static RealCluster here() {
        return Here.FOUND;
    }

    /** Starts it. */
    default ControlPlane start(Path folder) throws Exception {
        return switch (this) {
            case Binaries(Path binaries) -> new LocalControlPlane(binaries, folder);
            case K3s(String image) -> new K3sControlPlane(image, folder);
            case None(String why) -> throw new IllegalStateException(why);
        };
    }

    /** Found out when first asked for, for asking Docker takes a moment. */
    final class Here {
        private static final RealCluster FOUND =
                choose(System.getenv(), Files::isExecutable, new Local());

        private Here() {}
    }

    /** The daemon that Testcontainers finds. */
    record Local() implements Docker {
        @Override
        public boolean answers() {
            // Without any of these Testcontainers would log at length that it finds nothing.
            boolean hinted =
                    System.getenv("DOCKER_HOST") != null
                            || System.getenv("TESTCONTAINERS_HOST_OVERRIDE") != null
                            || Files.exists(Path.of("/var/run/docker.sock"))
                            || Files.exists(
                                    Path.of(System.getProperty("user.home"), ".docker", "run"));
            try {
                return hinted && DockerClientFactory.instance().isDockerAvailable();
            } catch (RuntimeException unusable) {
                System.getLogger("test")
                        .log(System.Logger.Level.WARNING, "Docker cannot be used: " + unusable);
                return false;
            }
        }

        @Override
        public boolean hasImage(String image) {
            try (var inspect = DockerClientFactory.lazyClient().inspectImageCmd(image)) {
                return Optional.ofNullable(inspect.exec().getId()).isPresent();
            } catch (com.github.dockerjava.api.exception.NotFoundException absent) {
                return false;
            }
        }
    }
}
