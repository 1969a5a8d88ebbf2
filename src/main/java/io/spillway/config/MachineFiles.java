package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of this machine. */
final class MachineFiles implements Surroundings.Files {
    private static final long LARGEST_BYTES = 16L << 20;

    @Override
    public boolean exists(Path path) {
        return Files.isReadable(path);
    }

    @Override
    public @Nullable String read(Path path) {
        try {
            return Files.size(path) > LARGEST_BYTES ? null : Files.readString(path);
        } catch (IOException unreadable) {
            return null;
        }
    }
}
