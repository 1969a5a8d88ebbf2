package io.spillway.actuate.helm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.TemplateCommand;

import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.ClusterException.Kind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The Helm engine in this process. Blocking; any thread.
 *
 * <p>Values without secrets go through a file that only this user can read and that is deleted at
 * once: as single settings they would lose their types. Secrets are handed over in memory.
 */
final class HelmEngine {

    private final String kubeconfig;
    private final String namespace;
    private final Redaction redaction;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param kubeconfig the contents
     */
    HelmEngine(String kubeconfig, String namespace, Redaction redaction) {
        this.kubeconfig = kubeconfig;
        this.namespace = namespace;
        this.redaction = redaction;
    }

    /** One release to be. */
    record Order(
            String chart, String release, Map<String, Object> values, Map<String, String> secrets) {

        /** Names the secrets, never their values. */
        @Override
        public String toString() {
            return "%s from %s".formatted(release, chart);
        }
    }

    /** Installs without waiting for anything to run. */
    void install(Order order, String description) {
        try {
            install(order, description, true);
        } catch (ClusterException refused) {
            if (!refused.text().contains("failed to download openapi")) {
                throw refused;
            }
            // Not everybody may read the schemas; the API server validates all the same.
            install(order, description, false);
        }
    }

    private void install(Order order, String description, boolean validates) {
        withValuesFile(
                order,
                file -> {
                    InstallCommand command =
                            install(order.chart())
                                    .withName(order.release())
                                    .withNamespace(namespace)
                                    .withDescription(description)
                                    .withValuesFile(file)
                                    .withKubeConfigContents(kubeconfig);
                    if (!validates) {
                        command.disableOpenApiValidation();
                    }
                    order.secrets().forEach(command::set);
                    return "" + command.call().getStatus();
                });
    }

    /** What an installation would create; needs no cluster. Secret values are not in it. */
    String template(Order order) {
        String manifest =
                withValuesFile(
                        order,
                        file -> {
                            TemplateCommand command =
                                    template(order.chart())
                                            .withName(order.release())
                                            .withNamespace(namespace)
                                            .withValuesFile(file);
                            order.secrets().forEach(command::set);
                            return command.call();
                        });
        return redaction.of(manifest);
    }

    /** Removes a release; one that is not there is removed already. */
    void uninstall(String release) {
        translated(
                () ->
                        Helm.uninstall(release)
                                .withNamespace(namespace)
                                .withKubeConfigContents(kubeconfig)
                                .ignoreNotFound()
                                .call());
    }

    /** A folder or archive of this machine, or a reference. */
    private static InstallCommand install(String chart) {
        return Files.exists(Path.of(chart))
                ? new Helm(Path.of(chart)).install()
                : Helm.install(chart);
    }

    private static TemplateCommand template(String chart) {
        return Files.exists(Path.of(chart))
                ? new Helm(Path.of(chart)).template()
                : Helm.template(chart);
    }

    /** Something that needs the values in a file. */
    private interface WithFile {
        String call(Path file);
    }

    private String withValuesFile(Order order, WithFile command) {
        try {
            var onlyOwner =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"));
            Path file = Files.createTempFile("spillway-values-", ".json", onlyOwner);
            try {
                json.writeValue(file.toFile(), order.values());
                return translated(() -> command.call(file));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException unwritable) {
            throw new ClusterException(
                    Kind.OTHER, "the values cannot be handed to Helm: " + unwritable, unwritable);
        }
    }

    /** The engine's errors are texts only. */
    private String translated(Supplier<String> command) {
        try {
            return command.get();
        } catch (IllegalStateException refused) {
            String text = redaction.of(String.valueOf(refused.getMessage())).strip();
            // The cause would carry the text without redaction.
            throw new ClusterException(kind(text), text);
        }
    }

    private static Kind kind(String text) {
        if (text.contains("cannot re-use a name")) {
            return Kind.CONFLICT;
        }
        if (text.contains("is forbidden")) {
            return Kind.FORBIDDEN;
        }
        boolean away =
                text.contains("connection refused")
                        || text.contains("cluster unreachable")
                        || text.contains("connection reset")
                        || text.contains("EOF")
                        || text.contains("i/o timeout");
        return away ? Kind.AWAY : Kind.OTHER;
    }
}
