package io.spillway.storage;

/** Results could not be stored. The message is one sentence for people. */
public final class StorageException extends Exception {

    StorageException(String message, Throwable cause) {
        super(message, cause);
    }

    StorageException(String message) {
        super(message);
    }
}
