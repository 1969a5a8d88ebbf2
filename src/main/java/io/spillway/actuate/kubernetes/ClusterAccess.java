package io.spillway.actuate.kubernetes;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * Which cluster, and where in it.
 *
 * @param namespace null for the context's own
 * @param kubeconfig null for the environment's: {@code KUBECONFIG}, {@code ~/.kube/config}, or the
 *     service account of the pod this runs in
 * @param context null for the current one
 */
public record ClusterAccess(
        @Nullable String namespace, @Nullable Path kubeconfig, @Nullable String context) {}
