package io.spillway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a shell completes. */
@DisabledOnOs(OS.WINDOWS)
class CompletionCommandTest {

    @TempDir private Path folder;

    @Test
    void bashCompletesCommandsAndTheirOptions() throws Exception {
        Path script = Files.writeString(folder.resolve("completion"), completion());
        assertEquals("monitor", completed(script, "spillway", "moni"));
        assertEquals("--profile", completed(script, "spillway", "simulate", "--prof"));
    }

    private static String completion() {
        Cli.Ended ended = Cli.run("completion");
        assertEquals(0, ended.code(), ended.all());
        return ended.out();
    }

    /** What bash offers for the last word. */
    private String completed(Path script, String... words) throws Exception {
        String line = String.join(" ", words);
        Path offered = folder.resolve("offered");
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; _complete_spillway; printf %%s \"${COMPREPLY[*]}\""
                                        .formatted(script, line, words.length - 1, line))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(offered.toFile())
                        .start();
        assertEquals(0, bash.waitFor());
        return Files.readString(offered);
    }
}
