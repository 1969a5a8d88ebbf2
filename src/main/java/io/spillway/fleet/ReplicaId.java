package io.spillway.fleet;

/** The name of a replica, unique within a run, such as {@code sim-1} or {@code test-2}. */
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
