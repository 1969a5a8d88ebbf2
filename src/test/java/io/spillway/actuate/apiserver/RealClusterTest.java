package io.spillway.actuate.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.spillway.actuate.apiserver.RealCluster.Docker;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

/** Which API server the tests named Real run on, and what is said where there is none. */
class RealClusterTest {

    private static final Map<String, String> NOTHING = Map.of();
    private static final Map<String, String> ASSETS = Map.of("KUBEBUILDER_ASSETS", "/assets");

    private record Daemon(boolean answers, String image) implements Docker {
        @Override
        public boolean hasImage(String wanted) {
            if (!answers) {
                fail("a daemon that does not answer is not asked");
            }
            return image.equals(wanted);
        }
    }

    private static final Docker NO_DOCKER = new Daemon(false, "");

    @Test
    void binariesComeFirst() {
        assertEquals(
                new RealCluster.Binaries(Path.of("/assets")),
                RealCluster.choose(ASSETS, _ -> true, new Daemon(true, RealCluster.IMAGE)));
    }

    @Test
    void bothBinariesHaveToBeThere() {
        assertInstanceOf(
                RealCluster.None.class,
                RealCluster.choose(ASSETS, file -> file.endsWith("etcd"), NO_DOCKER));
    }

    @Test
    void k3sIsNextWhereDockerHasItsImage() {
        assertEquals(
                new RealCluster.K3s(RealCluster.IMAGE),
                RealCluster.choose(NOTHING, _ -> false, new Daemon(true, RealCluster.IMAGE)));
        assertEquals(
                new RealCluster.K3s("mirror/k3s:1"),
                RealCluster.choose(
                        Map.of(RealCluster.IMAGE_VARIABLE, "mirror/k3s:1"),
                        _ -> false,
                        new Daemon(true, "mirror/k3s:1")));
    }

    @Test
    void withoutEitherBothWaysAreNamed() {
        String why = why(NO_DOCKER);

        assertTrue(why.startsWith("no real API server (neither binaries nor Docker)"), why);
        assertTrue(
                why.contains(
                        "KUBEBUILDER_ASSETS=<folder with kube-apiserver and etcd> ./mvnw test"),
                why);
        assertTrue(why.contains("docker pull rancher/k3s:"), why);
    }

    @Test
    void anImageThatIsMissingIsNamed() {
        String why = why(new Daemon(true, "something-else"));

        assertTrue(why.contains("Docker is here, the image of k3s is not"), why);
        assertTrue(why.contains("docker pull " + RealCluster.IMAGE), why);
    }

    private static String why(Docker docker) {
        return assertInstanceOf(
                        RealCluster.None.class, RealCluster.choose(NOTHING, _ -> false, docker))
                .why();
    }

    @Test
    void k3sIsNoMoreThanAnApiServer() {
        var command = K3sControlPlane.command(6443);

        assertEquals("server", command.getFirst());
        assertTrue(command.contains("--disable-agent"), command::toString);
        assertTrue(command.contains("--bind-address=127.0.0.1"), command::toString);
        assertTrue(command.contains("--https-listen-port=6443"), command::toString);
        assertTrue(
                command.contains("--kube-apiserver-arg=token-auth-file=/tokens.csv"),
                command::toString);
    }
}
