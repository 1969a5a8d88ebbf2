package io.spillway.cli;

import io.spillway.config.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file system as far as reading an experiment asks. */
final class MachineFiles implements Surroundings.Files {

    @Override
    public boolean exists(Path path) {
        return Files.isReadable(path);
    }

    @Override
    public @Nullable String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            return null;
        }
    }
}
