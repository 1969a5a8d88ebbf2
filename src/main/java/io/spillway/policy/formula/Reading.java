package io.spillway.policy.formula;

import java.util.List;

/**
 * What a metric came to.
 *
 * @param value NaN when it is not known, or not defined (such as 0/0)
 * @param missing inputs without which there is no value; empty when the value is known or merely
 *     undefined
 * @param leftOut inputs that an aggregate had to leave out
 */
public record Reading(double value, List<String> missing, List<String> leftOut) {
    public Reading {
        missing = List.copyOf(missing);
        leftOut = List.copyOf(leftOut);
    }

    /** Whether there is a number. */
    public boolean isKnown() {
        return !Double.isNaN(value);
    }

    /** Whether it is a number over all ready replicas. */
    public boolean isComplete() {
        return isKnown() && leftOut.isEmpty();
    }

    /** What to abstain with when it is not known. */
    public List<String> lacking(String name) {
        return missing.isEmpty() ? List.of(name + " is not defined") : missing;
    }
}
