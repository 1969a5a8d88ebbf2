package io.spillway.actuate.cluster;

import io.spillway.actuate.log.LogLine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One namespace of a Kubernetes cluster, as actuators need it. Every call blocks for at most a few
 * seconds and throws {@link ClusterException}; any thread may call.
 */
public interface Cluster extends AutoCloseable {

    /** Where its API server is, as a URL. */
    String address();

    String namespace();

    /** Whether the namespace exists; true where one may not ask. */
    boolean hasNamespace();

    /** Whether this program runs in a pod of the cluster, so that pod addresses are reachable. */
    boolean isInside();

    Pods pods();

    Nodes nodes();

    Workloads workloads();

    Leases leases();

    Releases releases();

    /** Whether the caller may do this. */
    boolean may(Permission permission);

    /** A kubeconfig for this cluster and its credentials; a secret. */
    String kubeconfig();

    @Override
    void close();

    /** Pods and what is known of them. */
    interface Pods {

        /**
         * Follows the pods that a label selector chooses, until the returned handle is closed. The
         * feed hears all of them, first of all and after every change, on a thread of its own.
         */
        AutoCloseable follow(String selector, Feed feed);

        /** Sets labels and annotations; null removes one. */
        void mark(
                String pod,
                Map<String, @Nullable String> labels,
                Map<String, @Nullable String> annotations);

        /** Deletes a pod, or shortens the time that it has left. */
        void delete(String pod, Duration grace);

        /** What was said about an object, oldest first. */
        List<EventView> events(String kind, String name);

        /** What was said with this reason in the namespace, oldest first. */
        List<EventView> eventsWithReason(String reason);

        /** The last lines of a container's log, each with its time; of the life before it, too. */
        List<LogLine> log(String pod, String container, int lines, boolean previous);

        /** The port a Service exposes on every node for the pods of a release; empty for none. */
        Optional<Integer> nodePort(String selector, int port);

        /** A port of this machine that leads to a pod's, until closed. */
        Forward forward(String pod, int port, int localPort);
    }

    /** Hears about pods. */
    interface Feed {
        /** All that exist. */
        void pods(List<PodView> pods);

        /** The cluster does not answer; the last news stays true as far as anybody knows. */
        void away(String why);

        /** It answers again. */
        void back();
    }

    /** A way to a pod's port. */
    interface Forward extends AutoCloseable {
        int localPort();

        boolean isAlive();

        @Override
        void close();
    }

    /** What the nodes offer and what is taken. */
    interface Nodes {
        List<NodeView> all();

        /** What every pod of the cluster that has not ended asks for. */
        List<Claim> claims();
    }

    /** Workloads with a scale subresource. */
    interface Workloads {
        /**
         * Finds a workload.
         *
         * @param name kind and name as {@code deployment/vllm}; kinds that are not built in as
         *     {@code plural.group/name}
         */
        Scale scale(String name);

        /** Sets the number of replicas through the scale subresource. */
        void scaleTo(String name, int replicas);

        /** Everybody else who changes the replicas of the workload, in words. */
        List<Competitor> competitors(String name);

        /** What one replica of it asks for: resource name to units. */
        Map<String, Double> requests(String name);
    }

    /**
     * The scale subresource.
     *
     * @param replicas asked for
     * @param existing as the workload's controller last counted
     * @param selector of its pods
     */
    record Scale(int replicas, int existing, String selector) {}

    /**
     * Who else changes replicas.
     *
     * @param fights whether it would undo what we do; others are told of and tolerated
     */
    record Competitor(String what, boolean fights) {}

    /** Locks with annotations. */
    interface Leases {
        Optional<LeaseView> find(String name);

        /** All of a label selector. */
        List<LeaseView> list(String selector);

        /**
         * Creates it when {@code version} is null, else replaces that version of it.
         *
         * @throws ClusterException CONFLICT when somebody else was faster
         */
        LeaseView write(LeaseView lease);

        void delete(String name);
    }

    /** Helm releases, as their records in the cluster show them. */
    interface Releases {
        /** The newest record of each release of the namespace. */
        List<ReleaseView> all();

        /** Labels the records of a release. */
        void label(String release, Map<String, String> labels);
    }

    /** A release, and the labels of its record. */
    record ReleaseView(String name, Map<String, String> labels) {}

    /**
     * Something one may be allowed to do.
     *
     * @param group empty for the core
     * @param resource as {@code deployments/scale}
     * @param object the only one it is needed for; null for any
     * @param why what it is needed for
     * @param required false when the run goes on without it
     */
    record Permission(
            String verb,
            String group,
            String resource,
            @Nullable String object,
            boolean namespaced,
            String why,
            boolean required) {

        @Override
        public String toString() {
            return "%s %s%s".formatted(verb, resource, group.isEmpty() ? "" : "." + group);
        }
    }
}
