package io.spillway.metrics;

/** An exposition that cannot be taken at all: more than the parser's limits allow. */
public final class ExpositionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String reason;

    ExpositionException(int line, String reason) {
        super("line " + line + ": " + reason);
        this.line = line;
        this.reason = reason;
    }

    /** Counted from 1; 0 when it concerns the whole. */
    public int line() {
        return line;
    }

    public String reason() {
        return reason;
    }
}
