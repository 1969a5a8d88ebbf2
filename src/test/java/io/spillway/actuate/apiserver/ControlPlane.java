package io.spillway.actuate.apiserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real kube-apiserver with what belongs to it, on loopback. */
interface ControlPlane extends AutoCloseable {

    /** Of the administrator, and of somebody without rights. */
    String TOKEN = "test-only";

    String NOBODY = "test-only-without-rights";

    /** All the controllers that tests need; others would judge a node that is none. */
    String CONTROLLERS =
            "deployment-controller,replicaset-controller,garbage-collector-controller,resourcequota-controller";

    /**
     * Of kube-apiserver, wherever it runs: users by token, rights by RBAC, pods without accounts.
     */
    static List<String> apiServerArguments(Path tokens) {
        return List.of(
                "token-auth-file=" + tokens,
                "endpoint-reconciler-type=none",
                "kubelet-preferred-address-types=InternalIP",
                "disable-admission-plugins=ServiceAccount");
    }

    /** Writes who there is. */
    static Path writeTokens(Path file) throws IOException {
        return Files.writeString(
                file, "%s,admin,admin,system:masters\n%s,nobody,nobody\n".formatted(TOKEN, NOBODY));
    }

    /** Where the API server listens on loopback. */
    int port();

    /** Whether it keeps Deployments at their replicas and collects garbage. */
    boolean hasControllers();

    boolean isAlive();

    /** The API server serves: what needs it may start. */
    default void serves() throws IOException {}

    /** The end of what the API server logged. */
    String log();

    @Override
    void close();
}
