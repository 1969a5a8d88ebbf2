package io.spillway.cli;

/**
 * The command line cannot be carried out as written; ends with exit code 2 and its one sentence.
 */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
