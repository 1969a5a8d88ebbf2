package io.spillway.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Turns SIGINT and SIGTERM into a call until it is closed: the first asks for an orderly end, the
 * second ends the process at once with what is on disk. Closing gives the signals back.
 *
 * <p>The JDK's signal API is unsupported and absent from some runtimes, hence the reflection;
 * without it the JVM's own handling applies.
 */
final class Interrupts implements AutoCloseable {

    private final Consumer<ExitCode> onFirst;
    private final AtomicInteger seen = new AtomicInteger();
    private final Map<Object, Object> handledBefore = new LinkedHashMap<>();

    private Interrupts(Consumer<ExitCode> onFirst) {
        this.onFirst = onFirst;
    }

    /**
     * Calls back, on a JVM thread, with {@link ExitCode#INTERRUPTED} or {@link
     * ExitCode#TERMINATED}.
     */
    static Interrupts install(Consumer<ExitCode> onFirst) {
        var interrupts = new Interrupts(onFirst);
        interrupts.handle("INT", ExitCode.INTERRUPTED);
        interrupts.handle("TERM", ExitCode.TERMINATED);
        return interrupts;
    }

    private void handle(String name, ExitCode code) {
        try {
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handler =
                    Proxy.newProxyInstance(
                            Interrupts.class.getClassLoader(),
                            new Class<?>[] {handlerType},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    received(code);
                                }
                                return null;
                            });
            Object signal =
                    Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
            handledBefore.put(signal, exchange(signal, handler));
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException unavailable) {
            // The JVM's default handling stays in place.
        }
    }

    /** Installs a handler and returns the one before. */
    private static Object exchange(Object signal, Object handler)
            throws ClassNotFoundException,
                    NoSuchMethodException,
                    IllegalAccessException,
                    InvocationTargetException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }

    private void received(ExitCode code) {
        if (seen.getAndIncrement() == 0) {
            onFirst.accept(code);
        } else {
            Runtime.getRuntime().halt(code.value());
        }
    }

    @Override
    public void close() {
        handledBefore.forEach(
                (signal, handler) -> {
                    try {
                        exchange(signal, handler);
                    } catch (ClassNotFoundException
                            | NoSuchMethodException
                            | IllegalAccessException
                            | InvocationTargetException impossible) {
                        throw new IllegalStateException(
                                "a signal was handled and cannot be given back", impossible);
                    }
                });
    }
}
