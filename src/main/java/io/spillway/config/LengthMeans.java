package io.spillway.config;

import org.jspecify.annotations.Nullable;

/** How many tokens a request has on average, as far as the file says; NaN where it does not. */
final class LengthMeans {
    private LengthMeans() {}

    static double input(DataConfig data) {
        DataConfig.SharedPrefix shared = data.sharedPrefix();
        if (shared != null) {
            return shared.systemPromptLen().expected() + shared.questionLen().expected();
        }
        return data.drawsLengths() ? expected(data.input()) : Double.NaN;
    }

    static double output(DataConfig data) {
        DataConfig.SharedPrefix shared = data.sharedPrefix();
        if (shared != null) {
            return shared.outputLen().expected();
        }
        return data.drawsLengths() ? expected(data.output()) : Double.NaN;
    }

    private static double expected(@Nullable DistributionConfig lengths) {
        return lengths == null ? Double.NaN : lengths.expected();
    }
}
