package io.spillway.record;

import java.util.List;

/**
 * What a recorder must know beforehand.
 *
 * @param stages the load's stages, in order; empty when it has none to speak of
 * @param window whose requests enter the statistics
 * @param limits what makes a request good
 */
public record RecorderSettings(List<StagePlan> stages, StatsWindow window, SloLimits limits) {

    public static final RecorderSettings DEFAULT =
            new RecorderSettings(List.of(), StatsWindow.WHOLE, SloLimits.NONE);

    public RecorderSettings {
        stages = List.copyOf(stages);
    }
}
