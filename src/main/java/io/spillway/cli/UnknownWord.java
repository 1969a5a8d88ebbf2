package io.spillway.cli;

import io.spillway.config.Suggestions;

import picocli.CommandLine;

import java.util.ArrayList;
import java.util.Collection;

/** Sentences about words of the command line that nothing is called. */
final class UnknownWord {

    private UnknownWord() {}

    /** About what a command did not understand. */
    static String of(CommandLine.UnmatchedArgumentException wrong) {
        CommandLine command = wrong.getCommandLine();
        String word = wrong.getUnmatched().getFirst().split("=", 2)[0];
        if (word.startsWith("-")) {
            return option(word, command.getCommandSpec().optionsMap().keySet());
        }
        return command.getSubcommands().isEmpty()
                ? "'%s' is not understood here".formatted(word)
                : "no command is called %s%s"
                        .formatted(word, meant(word, command.getSubcommands().keySet()));
    }

    /** The sentence, and the known word that was probably meant. */
    static String in(String sentence, String word, Collection<String> known) {
        return sentence + meant(word, known);
    }

    static String option(String name, Collection<String> known) {
        return "unknown option " + name + meant(name, known);
    }

    private static String meant(String word, Collection<String> known) {
        String nearest = Suggestions.nearest(word, new ArrayList<>(known));
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }
}
