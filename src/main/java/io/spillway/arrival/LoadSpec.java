package io.spillway.arrival;

import io.spillway.trace.TraceSource;

import java.math.BigDecimal;
import java.util.List;

/** The load of an experiment, as its file describes it; {@link LoadShapes} makes it run. */
public sealed interface LoadSpec {

    /**
     * Stages on one continuous clock.
     *
     * @param gapNanos silence between two stages; 0 unless asked for
     */
    record Stages(List<StageSpec> stages, long gapNanos) implements LoadSpec {
        public Stages {
            stages = List.copyOf(stages);
            if (stages.isEmpty() || gapNanos < 0) {
                throw new IllegalArgumentException(
                        "a load needs at least one stage and no negative gap: %d stages, %d ns"
                                .formatted(stages.size(), gapNanos));
            }
        }
    }

    /**
     * The arrivals of a recorded trace.
     *
     * @param speed how many seconds of trace time pass in a second; lengths stay as they are
     */
    record Replay(TraceSource source, BigDecimal speed) implements LoadSpec {
        public Replay {
            if (speed.signum() <= 0) {
                throw new IllegalArgumentException(
                        "the speed of a trace must be above 0: " + speed.toPlainString());
            }
        }
    }

    /** Numbers of users, one level after another. */
    record Closed(List<LoadShape.Users> levels) implements LoadSpec {
        public Closed {
            levels = List.copyOf(levels);
            if (levels.isEmpty()) {
                throw new IllegalArgumentException("a closed loop needs at least one level");
            }
        }
    }
}
