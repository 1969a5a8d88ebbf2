package io.spillway.policy.external;

import static io.spillway.policy.Parameter.Kind.MAP;
import static io.spillway.policy.Parameter.Kind.TEXT;

import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyException;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;

/**
 * A policy class by name: {@code type: java:com.example.MyPolicy}. The class is public, implements
 * {@link ScalingPolicy} and has a public constructor that takes {@code (PolicyContext, Map)},
 * {@code (PolicyContext)} or nothing; the first of these that there is.
 */
final class JavaPolicy {
    static final PolicyType TYPE =
            new PolicyType(
                    "java",
                    "A Java class on the class path.",
                    List.of(
                            Parameter.of("class", TEXT, "Its full name.").required(),
                            Parameter.of("parameters", MAP, "Given to its constructor.")),
                    List.of(),
                    JavaPolicy::create);

    private JavaPolicy() {}

    private static ScalingPolicy create(Parameters parameters, PolicyContext context) {
        String name = parameters.text("class");
        Map<?, ?> given = parameters.has("parameters") ? parameters.map("parameters") : Map.of();
        try {
            Class<?> found = Class.forName(name);
            if (!ScalingPolicy.class.isAssignableFrom(found)) {
                throw parameters.refusal(
                        "class", name, "a class that implements " + ScalingPolicy.class.getName());
            }
            return create(found.asSubclass(ScalingPolicy.class), context, given);
        } catch (ClassNotFoundException _) {
            throw parameters.refusal("class", name, "a class on the class path");
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof PolicyException refusal) {
                throw refusal;
            }
            throw parameters.refusal("class", name + " (" + e.getCause() + ")", "one that starts");
        } catch (ReflectiveOperationException e) {
            throw parameters.refusal(
                    "class",
                    name + " (" + e.getMessage() + ")",
                    "a public class with a public constructor of (PolicyContext, Map),"
                            + " (PolicyContext) or ()");
        }
    }

    private static ScalingPolicy create(
            Class<? extends ScalingPolicy> type, PolicyContext context, Map<?, ?> given)
            throws ReflectiveOperationException {
        for (Constructor<?> constructor : type.getConstructors()) {
            Class<?>[] takes = constructor.getParameterTypes();
            if (takes.length == 2 && takes[0] == PolicyContext.class && takes[1] == Map.class) {
                return type.cast(constructor.newInstance(context, given));
            }
        }
        for (Constructor<?> constructor : type.getConstructors()) {
            Class<?>[] takes = constructor.getParameterTypes();
            if (takes.length == 1 && takes[0] == PolicyContext.class) {
                return type.cast(constructor.newInstance(context));
            }
        }
        return type.getConstructor().newInstance();
    }
}
