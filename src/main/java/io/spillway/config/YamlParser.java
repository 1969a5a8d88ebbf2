package io.spillway.config;

import io.spillway.config.ConfigNode.Entry;
import io.spillway.config.ConfigNode.Mapping;
import io.spillway.config.ConfigNode.Scalar;
import io.spillway.config.ConfigNode.Sequence;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * YAML text to nodes with marks. Anchors, aliases and merge keys are resolved; types are left to
 * whoever reads the nodes, so that YAML 1.1 and 1.2 files mean the same.
 */
final class YamlParser {
    private static final int MAX_DEPTH = 50;

    private final Function<Optional<Mark>, Origin> origins;
    private final List<ConfigProblem> problems;
    private final IdentityHashMap<Node, ConfigNode> done = new IdentityHashMap<>();

    private YamlParser(Function<Optional<Mark>, Origin> origins, List<ConfigProblem> problems) {
        this.origins = origins;
        this.problems = problems;
    }

    /** The top-level section of a file; null after a problem was added that leaves nothing. */
    static @Nullable Mapping file(String text, String file, List<ConfigProblem> problems) {
        Origin start = new Origin.InFile(file, 1, 1);
        YamlParser parser =
                new YamlParser(
                        mark ->
                                mark.<Origin>map(
                                                m ->
                                                        new Origin.InFile(
                                                                file,
                                                                m.getLine() + 1,
                                                                m.getColumn() + 1))
                                        .orElse(start),
                        problems);
        int before = problems.size();
        ConfigNode root = parser.parse(text);
        if (root instanceof Mapping mapping) {
            return mapping;
        }
        if (problems.size() == before) {
            boolean empty = root == null || ConfigNode.isNull(root);
            problems.add(
                    new ConfigProblem(
                            root == null ? start : root.origin(),
                            "",
                            root == null || empty ? "an empty file" : root.describe(),
                            "write an experiment: sections such as load:, server: or fleet:",
                            null));
        }
        return null;
    }

    /** The value of a command line option; null after a problem was added. */
    static @Nullable ConfigNode option(String text, String option, List<ConfigProblem> problems) {
        Origin origin = new Origin.Option(option);
        ConfigNode node = new YamlParser(mark -> origin, problems).parse(text);
        boolean nothing = node == null && text.isBlank();
        return nothing ? new Scalar("", true, origin) : node;
    }

    private @Nullable ConfigNode parse(String text) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
        try {
            ConfigNode first = null;
            int documents = 0;
            for (Node node : new Compose(settings).composeAllFromString(body)) {
                documents++;
                if (documents == 1) {
                    first = convert(node, 0);
                } else {
                    problem(node, "", "another document", "keep one document in the file");
                    break;
                }
            }
            return first;
        } catch (MarkedYamlEngineException malformed) {
            Optional<Mark> mark = malformed.getProblemMark();
            problems.add(
                    new ConfigProblem(origins.apply(mark), "", null, sentence(malformed), null));
        } catch (YamlEngineException unreadable) {
            String message = String.valueOf(unreadable.getMessage()).strip();
            problems.add(
                    new ConfigProblem(
                            origins.apply(Optional.empty()),
                            "",
                            null,
                            "not readable as YAML: " + message,
                            null));
        }
        return null;
    }

    private static String sentence(MarkedYamlEngineException malformed) {
        String problem = String.valueOf(malformed.getProblem());
        if (problem.contains("TAB") || problem.contains("\\t") || problem.contains("'\t'")) {
            return "a tab stands where YAML wants spaces; indent with spaces";
        }
        String context = malformed.getContext();
        return "not YAML: " + (context == null ? "" : context + ", ") + problem;
    }

    private ConfigNode convert(Node node, int depth) {
        ConfigNode known = done.get(node);
        if (known != null) {
            return known;
        }
        Origin origin = origins.apply(node.getStartMark());
        if (depth > MAX_DEPTH) {
            problem(node, "", "nesting deeper than " + MAX_DEPTH, "flatten it");
            return new Scalar("null", true, origin);
        }
        ConfigNode converted =
                switch (node) {
                    case ScalarNode scalar ->
                            new Scalar(
                                    scalar.getValue(),
                                    scalar.getScalarStyle() == ScalarStyle.PLAIN,
                                    origin);
                    case SequenceNode sequence -> sequence(sequence, origin, depth);
                    case MappingNode mapping -> mapping(mapping, origin, depth);
                    default -> throw new IllegalStateException("node " + node.getNodeType());
                };
        done.put(node, converted);
        return converted;
    }

    private Sequence sequence(SequenceNode node, Origin origin, int depth) {
        List<ConfigNode> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(convert(item, depth + 1));
        }
        return new Sequence(items, origin);
    }

    private Mapping mapping(MappingNode node, Origin origin, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<ConfigNode> merged = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(tuple.getKeyNode(), "", "a key that is not a word", "write a plain key");
                continue;
            }
            ConfigNode value = convert(tuple.getValueNode(), depth + 1);
            if (key.getValue().equals("<<")) {
                merged.add(value);
                continue;
            }
            Origin keyOrigin = origins.apply(key.getStartMark());
            Entry before = entries.putIfAbsent(key.getValue(), new Entry(keyOrigin, value));
            if (before != null) {
                String first = before.keyOrigin().render();
                problem(key, key.getValue(), "the key twice", "keep one; the first is at " + first);
            }
        }
        merged.forEach(source -> merge(source, entries));
        return new Mapping(entries, origin);
    }

    private static void merge(ConfigNode source, Map<String, Entry> into) {
        if (source instanceof Mapping mapping) {
            mapping.entries().forEach(into::putIfAbsent);
        } else if (source instanceof Sequence sequence) {
            sequence.items().forEach(item -> merge(item, into));
        }
    }

    private void problem(Node at, String key, String found, String fix) {
        Origin origin = origins.apply(at.getStartMark());
        problems.add(new ConfigProblem(origin, key, found, fix, null));
    }
}
