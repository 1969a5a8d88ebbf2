package io.spillway.policy.kubernetes;

import java.util.List;

/** What one evaluation of a metric comes to. */
sealed interface Proposal {

    /** This many replicas, because of this usage. */
    record Replicas(int replicas, double usage, String because) implements Proposal {}

    /** The metric cannot be had. */
    record Unknown(List<String> missing) implements Proposal {}
}
