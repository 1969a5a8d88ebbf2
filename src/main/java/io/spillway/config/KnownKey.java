package io.spillway.config;

/**
 * A key that the reader knows.
 *
 * @param path with {@code []} for the items of a list
 * @param type in words
 * @param fallback the value when the file has none; empty where there is none
 * @param refused whether the key is known and answered with a sentence only
 */
record KnownKey(String path, String type, String fallback, boolean refused) {

    /** The part after the last dot. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
