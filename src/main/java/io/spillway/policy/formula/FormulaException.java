package io.spillway.policy.formula;

/** A formula cannot be read. The message begins with the position, counted from 1. */
public final class FormulaException extends RuntimeException {
    private final int position;

    FormulaException(int index, String message) {
        super("position " + (index + 1) + ": " + message);
        this.position = index + 1;
    }

    /** Where, counted from 1. */
    public int position() {
        return position;
    }
}
