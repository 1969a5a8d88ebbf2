package io.spillway.study.evaluate;

import io.spillway.config.DottedOverride;
import io.spillway.policy.PolicySpec;

import java.util.LinkedHashMap;
import java.util.Map;

/** The setting as the override that makes an experiment file decide by it. */
public final class ExperimentExport {

    private ExperimentExport() {}

    /** {@code --scaling.policy '{type: queue-threshold, threshold: 5}'}. */
    public static DottedOverride policy(Setting setting) {
        PolicySpec spec = setting.spec();
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("type", spec.type());
        policy.putAll(spec.parameters());
        return new DottedOverride("--scaling.policy", YamlText.flow(policy));
    }
}
