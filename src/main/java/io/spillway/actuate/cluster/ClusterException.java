package io.spillway.actuate.cluster;

/** The cluster did not do what it was asked; the message is for people. */
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What kind of refusal it was. */
    public enum Kind {
        /** No answer, or one that says to come back later. */
        AWAY,
        FORBIDDEN,
        NOT_FOUND,
        /** Somebody else changed it in between, or made it first. */
        CONFLICT,
        /** The resource version asked for is too old. */
        EXPIRED,
        OTHER
    }

    private final Kind kind;

    public ClusterException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ClusterException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The message, never null. */
    public String text() {
        String message = getMessage();
        return message == null ? kind.toString() : message;
    }
}
