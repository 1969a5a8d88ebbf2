package io.spillway.study;

/** A run could not begin. The message is one sentence for people. */
public final class RunFailedException extends Exception {

    public RunFailedException(String message) {
        super(message);
    }

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
