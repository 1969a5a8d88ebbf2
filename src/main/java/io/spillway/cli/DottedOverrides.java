package io.spillway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads {@code --a.b.c VALUE} and {@code --a.b.c=VALUE} from what the command's own options left
 * over. Keys have at least one dot, or are {@code --seed}-like options the command knows itself.
 */
final class DottedOverrides {

    private static final Pattern KEY =
            Pattern.compile("--[A-Za-z_][\\w-]*((\\.[\\w-]+)|(\\[\\d+]))+");

    /** One setting; {@code value} is YAML. */
    record Setting(String key, String value) {}

    private DottedOverrides() {}

    /** Throws {@link UsageException} naming the first argument that is not an override. */
    static List<Setting> parse(List<String> arguments) {
        var overrides = new ArrayList<Setting>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String key = equals < 0 ? argument : argument.substring(0, equals);
            if (!KEY.matcher(key).matches()) {
                throw new UsageException(
                        "unknown argument %s; options are listed by --help, configuration overrides have the form --load.num_workers 4"
                                .formatted(argument));
            }
            String value;
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (++i < arguments.size()) {
                value = arguments.get(i);
            } else {
                throw new UsageException("%s needs a value".formatted(argument));
            }
            overrides.add(new Setting(key.substring(2), value));
        }
        return overrides;
    }
}
