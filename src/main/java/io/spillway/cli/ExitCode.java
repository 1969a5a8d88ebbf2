package io.spillway.cli;

import java.util.List;

/** The exit codes, which are part of the contract with scripts. */
public enum ExitCode {
    /** Done, and every SLO target met. */
    OK(0),
    /** The run failed. */
    FAILED(1),
    /** Wrong usage or configuration; nothing was started. */
    USAGE(2),
    /** An SLO target was missed. */
    SLO_MISSED(3),
    /** Every request failed. */
    ALL_REQUESTS_FAILED(4),
    /** Finished, but the measurement is not valid. */
    NOT_VALID(5),
    /** Interrupted by SIGINT; results kept. */
    INTERRUPTED(130),
    /** Terminated by SIGTERM; results kept. */
    TERMINATED(143);

    /** Which one wins when several apply, first wins. */
    private static final List<ExitCode> PRECEDENCE =
            List.of(
                    INTERRUPTED,
                    TERMINATED,
                    USAGE,
                    FAILED,
                    ALL_REQUESTS_FAILED,
                    NOT_VALID,
                    SLO_MISSED,
                    OK);

    private final int value;

    ExitCode(int value) {
        this.value = value;
    }

    public int value() {
        return value;
    }

    /** The code that wins when both apply. */
    public ExitCode and(ExitCode other) {
        return PRECEDENCE.indexOf(this) <= PRECEDENCE.indexOf(other) ? this : other;
    }
}
