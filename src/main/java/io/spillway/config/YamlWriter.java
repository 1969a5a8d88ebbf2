package io.spillway.config;

import io.spillway.config.ConfigNode.Entry;
import io.spillway.config.ConfigNode.Mapping;
import io.spillway.config.ConfigNode.Scalar;
import io.spillway.config.ConfigNode.Sequence;

import java.util.Map;

/** Writes a tree as YAML that reads back to the same values, secrets masked. */
final class YamlWriter {
    private static final String INDENT = "  ";

    private final Redactor redactor;
    private final StringBuilder out = new StringBuilder();

    private YamlWriter(Redactor redactor) {
        this.redactor = redactor;
    }

    static String write(Mapping root, Redactor redactor) {
        YamlWriter writer = new YamlWriter(redactor);
        if (root.entries().isEmpty()) {
            writer.out.append("{}\n");
        } else {
            writer.mapping(root, "", "");
        }
        return writer.out.toString();
    }

    /** Entries on lines of their own; the first continues the current line. */
    private void mapping(Mapping mapping, String indent, String parent) {
        boolean namedValue =
                mapping.get("name") instanceof Scalar name && SecretNames.isSecret(name.text());
        boolean first = true;
        for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
            out.append(first ? "" : indent).append(key(entry.getKey())).append(':');
            first = false;
            boolean references = parent.endsWith("_env") || parent.endsWith("_file");
            boolean secret =
                    !references
                            && (SecretNames.isSecret(entry.getKey())
                                    || (namedValue && entry.getKey().equals("value")));
            value(entry.getValue().value(), indent, entry.getKey(), secret);
        }
    }

    private void value(ConfigNode node, String indent, String key, boolean secret) {
        switch (node) {
            case Scalar scalar -> out.append(' ').append(scalar(scalar, secret)).append('\n');
            case Mapping mapping when mapping.entries().isEmpty() -> out.append(" {}\n");
            case Sequence sequence when sequence.items().isEmpty() -> out.append(" []\n");
            case Mapping mapping -> {
                out.append('\n').append(indent).append(INDENT);
                mapping(mapping, indent + INDENT, key);
            }
            case Sequence sequence -> {
                out.append('\n');
                items(sequence, indent + INDENT, key, secret);
            }
        }
    }

    private void items(Sequence sequence, String indent, String key, boolean secret) {
        for (ConfigNode item : sequence.items()) {
            out.append(indent).append('-');
            switch (item) {
                case Scalar scalar -> out.append(' ').append(scalar(scalar, secret)).append('\n');
                case Mapping mapping when mapping.entries().isEmpty() -> out.append(" {}\n");
                case Sequence inner when inner.items().isEmpty() -> out.append(" []\n");
                case Mapping mapping -> {
                    out.append(' ');
                    mapping(mapping, indent + INDENT, key);
                }
                case Sequence inner -> {
                    out.append('\n');
                    items(inner, indent + INDENT, key, secret);
                }
            }
        }
    }

    private String scalar(Scalar scalar, boolean secret) {
        if (scalar.isNull()) {
            return "null";
        }
        if (secret) {
            return quoted(Secret.MASK);
        }
        String text = redactor.text(scalar.text());
        boolean same = scalar.plain() && text.equals(scalar.text());
        return same ? text : quoted(text);
    }

    private String key(String key) {
        return key.matches("[A-Za-z_][\\w./-]*")
                        && !key.matches("(?i)y|n|yes|no|on|off|true|false|null")
                ? key
                : quoted(redactor.text(key));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0xfeff) {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
