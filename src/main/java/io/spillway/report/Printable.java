package io.spillway.report;

/** Text from servers and files, made safe for a terminal. */
final class Printable {
    private Printable() {}

    /** On one line, without control characters, which could move a cursor or end a colour. */
    static String line(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            int type = Character.getType(c);
                            boolean control =
                                    type == Character.CONTROL
                                            || type == Character.LINE_SEPARATOR
                                            || type == Character.PARAGRAPH_SEPARATOR
                                            || type == Character.FORMAT
                                            || type == Character.SURROGATE;
                            out.appendCodePoint(control ? ' ' : c);
                        });
        return out.toString();
    }
}
