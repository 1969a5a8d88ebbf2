package io.spillway.study.scenario;

import io.spillway.config.DottedOverride;

import java.util.List;

/**
 * An experiment with a name, and in what it is varied.
 *
 * @param name of its file, without the ending
 * @param variants in the order in which they run; at least one
 * @param lesson what it is to show, as a sentence; empty where the figures speak for themselves
 */
public record Scenario(String name, List<Variant> variants, String lesson) {

    public Scenario {
        variants = List.copyOf(variants);
    }

    /**
     * One way to run it.
     *
     * @param name in words
     * @param changes to the file
     */
    public record Variant(String name, List<DottedOverride> changes) {
        public Variant {
            changes = List.copyOf(changes);
        }
    }

    /** The file as it is. */
    static Scenario plain(String name) {
        return new Scenario(name, List.of(new Variant("as it is", List.of())), "");
    }

    static Variant variant(String name, String... changes) {
        return new Variant(name, DottedOverride.parse(List.of(changes)));
    }

    public boolean isCompared() {
        return variants.size() > 1;
    }
}
