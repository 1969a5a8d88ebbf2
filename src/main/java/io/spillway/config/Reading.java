package io.spillway.config;

import io.spillway.config.ConfigNode.Mapping;
import io.spillway.config.ConfigNode.Sequence;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass over one experiment: collects what is wrong, what is secret and which keys are known.
 */
final class Reading {
    private static final Comparator<ConfigProblem> IN_ORDER =
            Comparator.comparingLong((ConfigProblem problem) -> position(problem.origin()));

    private final Mapping root;
    private final String file;
    private final Surroundings surroundings;
    private final boolean lenient;
    private final boolean probing;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ConfigProblem> warnings = new ArrayList<>();
    private final List<Secret> secrets = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();
    private final Map<String, KnownKey> known = new LinkedHashMap<>();

    private Reading(
            Mapping root,
            String file,
            Surroundings surroundings,
            boolean lenient,
            boolean probing) {
        this.root = root;
        this.file = file;
        this.surroundings = surroundings;
        this.lenient = lenient;
        this.probing = probing;
    }

    /**
     * @param file the name of the experiment file, as messages show it
     * @param lenient whether unknown keys are warnings only
     */
    static Reading of(Mapping root, String file, Surroundings surroundings, boolean lenient) {
        return new Reading(root, file, surroundings, lenient, false);
    }

    /** A reading of nothing that visits every section once, to learn which keys there are. */
    static Reading probe(Surroundings surroundings) {
        Mapping nothing = Mapping.empty(new Origin.Whole(""));
        return new Reading(nothing, "", surroundings, true, true);
    }

    Section start() {
        return section(root, "", "");
    }

    Section section(@Nullable Mapping node, String path, String template) {
        Section section = new Section(this, node, path, template);
        sections.add(section);
        return section;
    }

    boolean probing() {
        return probing;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** A file from the working directory or from the experiment's folder; null if in neither. */
    @Nullable Path find(String text) {
        Path plain = Path.of(text);
        if (surroundings.files().exists(plain)) {
            return plain;
        }
        Path beside = Path.of(file).resolveSibling(text);
        return surroundings.files().exists(beside) ? beside : null;
    }

    void know(KnownKey key) {
        known.putIfAbsent(key.path(), key);
    }

    /** Every key asked for so far, in the order of asking. */
    List<KnownKey> known() {
        return List.copyOf(known.values());
    }

    Secret keep(Secret secret) {
        secrets.add(secret);
        return secret;
    }

    List<Secret> secrets() {
        return List.copyOf(secrets);
    }

    void add(ConfigProblem problem) {
        problems.add(problem);
    }

    void warn(ConfigProblem problem) {
        warnings.add(problem);
    }

    void unknown(ConfigProblem problem) {
        (lenient ? warnings : problems).add(problem);
    }

    /** Reports keys that nothing asked for; call it when everything was read. */
    void finish() {
        if (!probing) {
            List.copyOf(sections).forEach(Section::reportUnknown);
        }
    }

    /** Whether a problem with this very key was reported. */
    boolean isBad(String path) {
        return problems.stream().anyMatch(problem -> problem.key().equals(path));
    }

    /** In the order of the file, then of the command line, then what is missing altogether. */
    List<ConfigProblem> problems() {
        return problems.stream().distinct().sorted(IN_ORDER).toList();
    }

    List<ConfigProblem> warnings() {
        return warnings.stream().distinct().sorted(IN_ORDER).toList();
    }

    /** Where a key stands; the nearest section around it when it was not written. */
    Origin origin(String path) {
        Origin nearest = new Origin.Whole(file);
        ConfigNode node = root;
        for (String step : DottedOverride.steps(path)) {
            ConfigNode next = null;
            if (node instanceof Mapping mapping) {
                ConfigNode.Entry entry = mapping.entries().get(step);
                if (entry != null) {
                    nearest = entry.keyOrigin();
                    next = entry.value();
                }
            } else if (node instanceof Sequence sequence) {
                int index = DottedOverride.index(step);
                boolean exists = index >= 0 && index < sequence.items().size();
                next = exists ? sequence.items().get(index) : null;
                nearest = next == null ? nearest : next.origin();
            }
            if (next == null) {
                return nearest;
            }
            node = next;
        }
        return node.origin() instanceof Origin.Option ? node.origin() : nearest;
    }

    private static long position(Origin origin) {
        return switch (origin) {
            case Origin.InFile at -> at.line() * 100_000L + Math.min(at.column(), 99_999);
            case Origin.Option option -> Long.MAX_VALUE - 1;
            case Origin.Whole whole -> Long.MAX_VALUE;
        };
    }
}
