package io.spillway.config;

import java.util.Locale;

/** A value out of a fixed list. Spelling in a file is free in case, hyphens and underscores. */
public interface Choice {

    /** The name of the constant. */
    String name();

    /** As it is written in a file. */
    default String yaml() {
        return name().toLowerCase(Locale.ROOT);
    }
}
