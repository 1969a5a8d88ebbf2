package io.spillway.actuate.cluster;

import org.jspecify.annotations.Nullable;

/** The items of a {@link FleetLease}'s ledger: what a run has to undo. */
public sealed interface Ledger {

    /** A release that was, or is about to be, installed. */
    record Release(String name) implements Ledger {}

    /** A workload that had so many replicas before the run. */
    record Workload(String name, int replicas) implements Ledger {}

    /** Its spelling. */
    default String item() {
        return switch (this) {
            case Release(String name) -> "release:" + name;
            case Workload(String name, int replicas) -> "workload:" + name + ":" + replicas;
        };
    }

    /** Reads an item; null for one that is not known. */
    static @Nullable Ledger parse(String item) {
        String[] parts = item.split(":", -1);
        if (parts.length == 2 && parts[0].equals("release")) {
            return new Release(parts[1]);
        }
        if (parts.length == 3 && parts[0].equals("workload") && parts[2].matches("[0-9]{1,9}")) {
            return new Workload(parts[1], Integer.parseInt(parts[2]));
        }
        return null;
    }
}
