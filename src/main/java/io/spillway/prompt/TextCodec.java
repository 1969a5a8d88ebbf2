package io.spillway.prompt;

/**
 * Turns token ids into text of about, or exactly, as many tokens; prompts that begin with the same
 * ids begin with the same text. Thread-safe.
 */
@FunctionalInterface
public interface TextCodec {

    /** The text; never empty when there are ids. */
    String text(int[] tokenIds);
}
