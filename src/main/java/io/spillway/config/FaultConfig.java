package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * An item of {@code fleet.simulated.faults}: something that goes wrong with one replica. Times
 * count from the start of the run.
 *
 * @param replica its ordinal, counted from 1
 * @param lastReplica the same goes wrong with all from {@code replica} to this one
 * @param at when it dies
 * @param from when its metrics go wrong
 * @param to when they are right again; null for never
 * @param factor how many times as long its start takes
 * @param signal the series that lies
 * @param value what it says
 */
public record FaultConfig(
        Type type,
        int replica,
        int lastReplica,
        Duration at,
        Duration from,
        @Nullable Duration to,
        double factor,
        String signal,
        double value) {

    /** What goes wrong. */
    public enum Type implements Choice {
        NEVER_READY("never-ready"),
        SLOW_START("slow-start"),
        DIES("dies"),
        METRICS_MISSING("metrics-missing"),
        METRICS_FROZEN("metrics-frozen"),
        METRICS_LYING("metrics-lying");

        private final String yaml;

        Type(String yaml) {
            this.yaml = yaml;
        }

        @Override
        public String yaml() {
            return yaml;
        }
    }

    static FaultConfig read(Section s) {
        Type written = s.choice("type", Type.class);
        Type type = written == null ? Type.DIES : written;
        if (!s.has("type")) {
            s.missing("type", "write what goes wrong, as dies");
        }
        Duration from = s.duration("from", Duration.ZERO, Bounds.NOT_NEGATIVE);
        Duration to = s.duration("to", Bounds.POSITIVE);
        if (to != null && to.compareTo(from) <= 0) {
            s.problem("to", "write a moment after from, which is " + Numbers.text(from));
        }
        int replica = s.integer("replica", 1, Bounds.atLeast(1));
        FaultConfig fault =
                new FaultConfig(
                        type,
                        replica,
                        s.integer("last_replica", replica, Bounds.atLeast(replica)),
                        s.duration("at", Duration.ZERO, Bounds.NOT_NEGATIVE),
                        from,
                        to,
                        s.number("factor", 1, Bounds.POSITIVE),
                        s.text("signal", "num_requests_waiting"),
                        s.number("value", 0, Bounds.ANY));
        checkNeeded(s, type);
        return fault;
    }

    private static void checkNeeded(Section s, Type type) {
        String needed =
                switch (type) {
                    case DIES -> "at";
                    case SLOW_START -> "factor";
                    case METRICS_LYING -> "value";
                    case NEVER_READY, METRICS_MISSING, METRICS_FROZEN -> "";
                };
        if (s.has("type") && !needed.isEmpty() && !s.has(needed)) {
            s.missing(needed, "write it for type: " + type.yaml());
        }
    }
}
