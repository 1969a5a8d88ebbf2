package io.spillway.report.html;

import java.util.Locale;
import java.util.Set;

/**
 * HTML under construction. Tags and attribute names come from the code; everything else is escaped,
 * so that no text can become markup. Not thread-safe.
 */
final class Html {
    private static final Set<String> VOID = Set.of("meta", "link", "br", "rect", "line");

    private final StringBuilder out = new StringBuilder();

    /** Opens an element; attributes are pairs of name and value. */
    Html open(String tag, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("attribute without a value in " + tag);
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            // The page's policy blocks these; they would silently do nothing.
            String name = attributes[i].toLowerCase(Locale.ROOT);
            if (name.equals("style") || name.startsWith("on")) {
                throw new IllegalArgumentException("inline " + name + " on " + tag);
            }
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        out.append(VOID.contains(tag) ? "/>" : ">");
        return this;
    }

    Html close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** An element without content. */
    Html empty(String tag, String... attributes) {
        open(tag, attributes);
        return VOID.contains(tag) ? this : close(tag);
    }

    Html add(Html other) {
        out.append(other.out);
        return this;
    }

    Html line() {
        out.append('\n');
        return this;
    }

    /** Script, style or data of the page's own, which must not be escaped. */
    Html verbatim(String text) {
        out.append(text);
        return this;
    }

    private void escape(String text) {
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> out.append("&amp;");
                                case '<' -> out.append("&lt;");
                                case '>' -> out.append("&gt;");
                                case '"' -> out.append("&quot;");
                                case '\'' -> out.append("&#39;");
                                default -> out.appendCodePoint(isShown(c) ? c : 0xfffd);
                            }
                        });
    }

    /** Control characters and lone surrogates are shown as what they are: not text. */
    private static boolean isShown(int c) {
        boolean control = c < ' ' || c == 0x7f;
        boolean surrogate = c >= 0xd800 && c <= 0xdfff;
        return c == '\n' || c == '\t' || !(control || surrogate);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
