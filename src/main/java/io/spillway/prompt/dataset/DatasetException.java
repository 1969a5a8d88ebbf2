package io.spillway.prompt.dataset;

import java.io.IOException;

/** A dataset or a file of a hub that cannot be had, in one sentence. */
public final class DatasetException extends IOException {
    private static final long serialVersionUID = 1L;

    DatasetException(String message) {
        super(message);
    }

    DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
