package io.spillway.prompt;

/** What the n-th request consists of. Pure: the same index gives the same prompt. */
@FunctionalInterface
public interface PromptSource {

    /** The prompt of the request with this index in the load. Cheap: text comes later. */
    Prompt prompt(long index);
}
