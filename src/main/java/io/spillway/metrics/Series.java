package io.spillway.metrics;

import java.util.List;

/**
 * One canonical series and what servers call it.
 *
 * @param canonical the name under which it is reported
 * @param kind how it is combined over a replica's engines
 * @param names without the server's prefix, in the order in which they are tried: now, then before
 */
record Series(String canonical, Kind kind, List<String> names) {

    /** How samples of several engines become one value. */
    enum Kind {
        /** A gauge that adds up, or a counter. */
        SUM,
        /** A gauge of which the worst counts. */
        MAX,
        /** Sum and count add up, and so does each bucket. */
        HISTOGRAM,
        /**
         * A page's configuration as labels of a constant 1; the label of this name is the value.
         */
        LABEL
    }

    static Series sum(String canonical, String... names) {
        return new Series(canonical, Kind.SUM, List.of(names));
    }

    static Series max(String canonical, String... names) {
        return new Series(canonical, Kind.MAX, List.of(names));
    }

    static Series histogram(String canonical, String... names) {
        return new Series(canonical, Kind.HISTOGRAM, List.of(names));
    }

    static Series label(String canonical, String name) {
        return new Series(canonical, Kind.LABEL, List.of(name));
    }
}
