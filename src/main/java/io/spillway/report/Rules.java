package io.spillway.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of the verdicts: what each is about. */
public final class Rules {
    private static final Map<String, String> NAMES = names();

    /** The others say something of the servers or the result, whatever the measurement was like. */
    private static final Set<String> OF_THE_MEASUREMENT =
            Set.of("V1", "V5", "V8", "V9", "V10", "V11", "V12", "V13", "V14");

    private Rules() {}

    private static Map<String, String> names() {
        var names = new LinkedHashMap<String, String>();
        names.put("V1", "load generator");
        names.put("V2", "floor of latency");
        names.put("V3", "saturation");
        names.put("V4", "rate to plan for");
        names.put("V5", "sweep against stages");
        names.put("V6", "tail objectives");
        names.put("V7", "bursts");
        names.put("V8", "real data");
        names.put("V9", "age and lengths of data");
        names.put("V10", "zones");
        names.put("V11", "streaming");
        names.put("V12", "length of stages");
        names.put("V13", "route and model");
        names.put("V14", "machine");
        return names;
    }

    /** A few words, empty for a rule that is not known. */
    public static String name(String rule) {
        return NAMES.getOrDefault(rule, "");
    }

    /** Whether a warning of it is a reservation about the measurement. */
    public static boolean isOfTheMeasurement(String rule) {
        return OF_THE_MEASUREMENT.contains(rule);
    }

    /** Those that are not among the given, with their names. */
    public static List<String> without(Set<String> rules) {
        return NAMES.keySet().stream()
                .filter(rule -> !rules.contains(rule))
                .map(rule -> rule + " " + NAMES.get(rule))
                .toList();
    }
}
