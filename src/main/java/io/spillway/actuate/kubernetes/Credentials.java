package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.spillway.actuate.cluster.ClusterException;
import io.spillway.actuate.cluster.ClusterException.Kind;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a cluster is and who one is there. The client takes the current context where the one that
 * was asked for is not there, and makes an address up where there is none at all; here both are
 * refused, for what would be acted on then is somebody else's.
 */
final class Credentials {

    private Credentials() {}

    static Config of(ClusterAccess access) {
        Path file = access.kubeconfig();
        Config config =
                file == null
                        ? Config.autoConfigure(access.context())
                        : of(access.context(), file.toAbsolutePath());
        String from =
                file == null ? String.join(", ", Config.getKubeconfigFilenames()) : file.toString();
        String problem = problem(config, access.context(), from);
        if (problem != null) {
            throw new ClusterException(Kind.OTHER, problem);
        }
        return config;
    }

    private static Config of(@Nullable String context, Path file) {
        if (!Files.isReadable(file)) {
            throw new ClusterException(
                    Kind.OTHER, "the kubeconfig %s cannot be read".formatted(file));
        }
        try {
            return Config.fromKubeconfig(context, file.toFile());
        } catch (RuntimeException unusable) {
            String why = String.valueOf(unusable.getMessage()).lines().findFirst().orElse("");
            throw new ClusterException(
                    Kind.OTHER,
                    "the kubeconfig %s cannot be used: %s".formatted(file, why),
                    unusable);
        }
    }

    /** Why it leads nowhere, or not where it should; null when it does. */
    private static @Nullable String problem(Config config, @Nullable String context, String from) {
        String current = currentContext(config);
        if (context != null && !context.equals(current)) {
            return "the kubeconfig %s has no context %s; it has %s"
                    .formatted(from, context, contexts(config));
        }
        boolean madeUp =
                current == null
                        && config.getOauthToken() == null
                        && config.getAutoOAuthToken() == null
                        && config.getMasterUrl().startsWith(Config.DEFAULT_MASTER_URL);
        return madeUp
                ? "no cluster is known: there is neither a kubeconfig (%s) nor a service account"
                        .formatted(from)
                : null;
    }

    private static String contexts(Config config) {
        var contexts = config.getContexts();
        return contexts == null || contexts.isEmpty()
                ? "none"
                : String.join(", ", contexts.stream().map(context -> context.getName()).toList());
    }

    /** The context that was chosen; null for none, as in a pod. */
    static @Nullable String currentContext(Config config) {
        var current = config.getCurrentContext();
        return current == null ? null : current.getName();
    }
}
