package io.spillway.config;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with an experiment, in words that say what to do about it.
 *
 * @param origin where it stands
 * @param key the path of the setting, such as {@code load.stages[0].rate}; empty for the file
 *     itself
 * @param found what was written; null when something is missing
 * @param fix what is allowed, or what to write instead
 * @param suggestion the name that was probably meant
 */
public record ConfigProblem(
        Origin origin,
        String key,
        @Nullable String found,
        String fix,
        @Nullable String suggestion) {

    /** One line: {@code file:line:column: key: found X; allowed Y (did you mean Z?)}. */
    public String render() {
        StringBuilder line = new StringBuilder(origin.render()).append(": ");
        if (!key.isEmpty()) {
            line.append(key).append(": ");
        }
        if (found != null) {
            line.append("found ").append(found).append("; ");
        }
        line.append(fix);
        if (suggestion != null) {
            line.append(" (did you mean ").append(suggestion).append("?)");
        }
        String whole = line.toString().replace("\r", "").replace('\n', ' ');
        return Redactor.BY_SHAPE.text(whole);
    }
}
