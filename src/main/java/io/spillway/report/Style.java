package io.spillway.report;

/**
 * Whether text for a terminal is coloured. Only the sixteen colours that terminals adapt to their
 * theme are used, and no yellow, which light themes swallow. A colour never says anything that the
 * words do not.
 */
public record Style(boolean colour) {
    public static final Style PLAIN = new Style(false);
    public static final Style COLOUR = new Style(true);

    String good(String text) {
        return paint("32", text);
    }

    String warn(String text) {
        return paint("35", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    String strong(String text) {
        return paint("1", text);
    }

    String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
