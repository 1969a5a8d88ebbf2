package io.spillway.policy;

import static io.spillway.policy.Parameter.Kind.DURATION;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entries that hold from their time on, in run time, repeating after a while if told so. */
public final class Timetable {
    /** When an entry begins to hold. */
    public static final Parameter AT =
            Parameter.of("at", DURATION, "Since the start of the run.").required().atLeast(0);

    private final List<Parameters> entries;
    private final long repeatNanos;

    /**
     * Reads the list {@code entries} and the duration {@code repeat} of the parameters.
     *
     * @param declared what an entry has besides {@code at}
     */
    public Timetable(Parameters parameters, List<Parameter> declared) {
        List<Parameter> all = new ArrayList<>(declared);
        all.addFirst(AT);
        entries = parameters.nestedList("entries", all);
        repeatNanos = parameters.nanos("repeat", 0);
        for (int i = 1; i < entries.size(); i++) {
            if (at(i) <= at(i - 1)) {
                throw parameters.refusal("entries", "out of order", "increasing times");
            }
        }
        if (entries.isEmpty()) {
            throw parameters.refusal("entries", "an empty list", "at least one entry");
        }
        if (repeatNanos > 0 && at(entries.size() - 1) >= repeatNanos) {
            throw parameters.refusal(
                    "repeat", Text.seconds(repeatNanos), "longer than the last entry's time");
        }
    }

    /** The entry that holds; a timetable that repeats begins with its last. */
    public Optional<Parameters> at(long nowNanos) {
        long time = repeatNanos > 0 ? nowNanos % repeatNanos : nowNanos;
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (at(i) <= time) {
                return Optional.of(entries.get(i));
            }
        }
        return repeatNanos > 0 ? Optional.of(entries.getLast()) : Optional.empty();
    }

    private long at(int index) {
        return entries.get(index).nanos("at");
    }
}
