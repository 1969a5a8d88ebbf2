package io.spillway.actuate.cluster;

/** How requests and polls get to a pod. */
public enum Reach {
    /** Pod addresses inside the cluster, port-forwards outside. */
    AUTO,
    POD_IP,
    PORT_FORWARD,
    /** The node's address and the port of the replica's own Service; one Service per replica. */
    NODE_PORT,
    HOST_PORT;

    Reach in(Cluster cluster) {
        return this != AUTO ? this : cluster.isInside() ? POD_IP : PORT_FORWARD;
    }
}
