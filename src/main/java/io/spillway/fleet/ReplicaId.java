package io.spillway.fleet;

/**
 * The name of a replica, such as {@code sim-1} or {@code test-2}, unique among those that exist.
 * The name of a replica that is gone may be given to a later one.
 */
public record ReplicaId(String value) implements Comparable<ReplicaId> {

    public ReplicaId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("replica id is blank");
        }
    }

    @Override
    public int compareTo(ReplicaId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
