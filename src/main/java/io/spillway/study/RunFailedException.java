package io.spillway.study;

/** A run could not begin. The message is one sentence for people. */
public sealed class RunFailedException extends Exception permits WrongSettingException {

    private static final long serialVersionUID = 1;

    public RunFailedException(String message) {
        super(message);
    }

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
