package io.spillway.policy;

import io.spillway.policy.aibrix.AibrixKpaPolicy;
import io.spillway.policy.aibrix.ApaPolicy;
import io.spillway.policy.basic.LatencyPolicy;
import io.spillway.policy.basic.PidPolicy;
import io.spillway.policy.basic.QueueThreshold;
import io.spillway.policy.basic.RateCapacity;
import io.spillway.policy.basic.SchedulePolicy;
import io.spillway.policy.basic.SloStep;
import io.spillway.policy.basic.StaticPolicy;
import io.spillway.policy.basic.ThresholdStep;
import io.spillway.policy.basic.Tracking;
import io.spillway.policy.decorator.Clamp;
import io.spillway.policy.decorator.Decorators;
import io.spillway.policy.decorator.OnTheGrid;
import io.spillway.policy.decorator.ScaleInGate;
import io.spillway.policy.knative.KpaPolicy;
import io.spillway.policy.kubernetes.HpaPolicy;
import io.spillway.policy.kubernetes.KedaPolicy;
import io.spillway.policy.ray.RayServePolicy;
import io.spillway.policy.wva.WvaV1Policy;
import io.spillway.policy.wva.WvaV2Policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every policy by name. Immutable. */
public final class PolicyRegistry {
    private static final PolicyRegistry STANDARD =
            new PolicyRegistry(
                    List.of(
                            StaticPolicy.TYPE,
                            SchedulePolicy.TYPE,
                            QueueThreshold.TYPE,
                            ThresholdStep.TYPE,
                            HpaPolicy.PODS,
                            HpaPolicy.EXTERNAL_AVERAGE,
                            HpaPolicy.EXTERNAL_VALUE,
                            KedaPolicy.TYPE,
                            KpaPolicy.TYPE,
                            ApaPolicy.TYPE,
                            AibrixKpaPolicy.TYPE,
                            RayServePolicy.TYPE,
                            WvaV1Policy.TYPE,
                            WvaV2Policy.TYPE,
                            SloStep.TYPE,
                            LatencyPolicy.TYPE,
                            Tracking.THROUGHPUT,
                            Tracking.KV_USAGE,
                            Tracking.COMPOSITE,
                            Tracking.FORMULA,
                            RateCapacity.TYPE,
                            PidPolicy.TYPE));

    /** What every policy takes besides its own parameters. */
    public static final Parameter DECORATORS =
            Parameter.of(
                    "decorators",
                    Parameter.Kind.LIST,
                    "Decorators around the policy, the innermost first: maps with a type and its"
                            + " parameters.");

    private final Map<String, PolicyType> types;

    private PolicyRegistry(Collection<PolicyType> types) {
        Map<String, PolicyType> byName = new LinkedHashMap<>();
        for (PolicyType type : types) {
            if (byName.put(type.name(), type) != null) {
                throw new IllegalArgumentException("two policies are named " + type.name());
            }
        }
        this.types = Collections.unmodifiableMap(byName);
    }

    /** The policies that need nothing but their observations. */
    public static PolicyRegistry standard() {
        return STANDARD;
    }

    /** This registry and one more policy. */
    public PolicyRegistry with(PolicyType type) {
        Map<String, PolicyType> more = new LinkedHashMap<>(types);
        if (more.put(type.name(), type) != null) {
            throw new IllegalArgumentException("there is a policy named " + type.name());
        }
        return new PolicyRegistry(more.values());
    }

    /** All policies, in the order of the documentation. */
    public Collection<PolicyType> types() {
        return types.values();
    }

    /**
     * The policy of that name; what follows a colon in it does not count.
     *
     * @throws PolicyException when there is none
     */
    public PolicyType type(String nameAndArgument) {
        int colon = nameAndArgument.indexOf(':');
        String name = colon < 0 ? nameAndArgument : nameAndArgument.substring(0, colon);
        PolicyType type = types.get(name);
        if (type == null) {
            throw new PolicyException(
                    List.of(
                            new PolicyException.Problem(
                                    name,
                                    "type",
                                    '"' + name + '"',
                                    String.join(", ", types.keySet()),
                                    Suggestions.nearest(name, types.keySet()))));
        }
        return type;
    }

    /**
     * Checks the parameters and makes the policy, kept within the fleet's bounds. What follows a
     * colon in the type is its first parameter: {@code java:com.example.MyPolicy}.
     *
     * @throws PolicyException with every problem there is
     */
    public ScalingPolicy create(PolicySpec spec, PolicyContext context) {
        PolicyType type = type(spec.type());
        List<Parameter> declared = new ArrayList<>(type.parameters());
        declared.add(DECORATORS);
        Parameters parameters = ParameterReader.read(type.name(), declared, given(spec, type));
        ScalingPolicy policy = decorated(type.factory().create(parameters, context), parameters);
        if (!context.steps().inEnabled()) {
            policy = new ScaleInGate(policy);
        }
        policy = new Clamp(policy, context.minReplicas(), context.maxReplicas());
        return new OnTheGrid(policy, context.checkIntervalNanos());
    }

    private static Map<String, Object> given(PolicySpec spec, PolicyType type) {
        int colon = spec.type().indexOf(':');
        if (colon < 0) {
            return spec.parameters();
        }
        String argument = spec.type().substring(colon + 1);
        boolean takesOne =
                !type.parameters().isEmpty()
                        && type.parameters().getFirst().byDefault()
                                instanceof Parameter.Default.Required;
        if (!takesOne) {
            throw new PolicyException(
                    type.name(), "type", '"' + spec.type() + '"', type.name() + " alone");
        }
        Map<String, Object> given = new LinkedHashMap<>(spec.parameters());
        given.put(type.parameters().getFirst().name(), argument);
        return given;
    }

    private static ScalingPolicy decorated(ScalingPolicy policy, Parameters parameters) {
        ScalingPolicy outermost = policy;
        if (parameters.has(DECORATORS.name())) {
            for (Object entry : parameters.list(DECORATORS.name())) {
                outermost = decorated(outermost, entry, parameters);
            }
        }
        return outermost;
    }

    private static ScalingPolicy decorated(
            ScalingPolicy policy, Object entry, Parameters parameters) {
        Object name = entry instanceof Map<?, ?> map ? map.get("type") : null;
        List<String> names = Decorators.ALL.stream().map(Decorators.Type::name).toList();
        int index = names.indexOf(String.valueOf(name));
        if (index < 0 || !(entry instanceof Map<?, ?> given)) {
            throw parameters.refusal(
                    DECORATORS.name(),
                    entry,
                    "maps with a type of " + String.join(", ", names) + " and its parameters");
        }
        Decorators.Type type = Decorators.ALL.get(index);
        Map<Object, Object> rest = new LinkedHashMap<>(given);
        rest.remove("type");
        String where = parameters.policy() + " decorator " + type.name();
        return type.factory().apply(policy, ParameterReader.read(where, type.parameters(), rest));
    }
}
