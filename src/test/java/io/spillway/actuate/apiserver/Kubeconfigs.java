package io.spillway.actuate.apiserver;

import io.fabric8.kubernetes.client.Config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kubeconfigs of the API servers of tests. */
public final class Kubeconfigs {

    private Kubeconfigs() {}

    /** Writes one whose only context leads to a namespace. */
    public static Path write(Path file, ApiServer server, String namespace) throws IOException {
        return write(file, server.config(namespace), namespace);
    }

    /** The same as the user of a configuration. */
    public static Path write(Path file, Config config, String namespace) throws IOException {
        String token = config.getOauthToken();
        return Files.writeString(
                file,
                """
                apiVersion: v1
                kind: Config
                clusters:
                  - name: test
                    cluster: {server: "%s", insecure-skip-tls-verify: %b}
                users:
                  - name: test
                    user: {%s}
                contexts:
                  - name: test
                    context: {cluster: test, user: test, namespace: %s}
                current-context: test
                """
                        .formatted(
                                config.getMasterUrl(),
                                config.getMasterUrl().startsWith("https"),
                                token == null ? "" : "token: " + token,
                                namespace));
    }
}
