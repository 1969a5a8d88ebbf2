package io.spillway.study;

/** A run could not begin, and would not another time either: a setting names what is not there. */
public final class WrongSettingException extends RunFailedException {

    private static final long serialVersionUID = 1;

    public WrongSettingException(String message) {
        super(message);
    }

    public WrongSettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
