package io.spillway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The tree's {@code examples} folder, as it was built in. */
final class Examples {

    private Examples() {}

    static String text(String name) {
        try (InputStream stream = Examples.class.getResourceAsStream("/io/spillway/examples/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the build lacks the example " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the example " + name + " cannot be read", unreadable);
        }
    }
}
