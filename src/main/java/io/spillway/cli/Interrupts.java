package io.spillway.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Turns SIGINT and SIGTERM into a call: the first asks for an orderly end, the second ends the
 * process at once with what is on disk.
 *
 * <p>The JDK's signal API is unsupported and absent from some runtimes, hence the reflection;
 * without it the JVM's own handling applies.
 */
final class Interrupts {

    private final Consumer<ExitCode> onFirst;
    private final AtomicInteger seen = new AtomicInteger();

    private Interrupts(Consumer<ExitCode> onFirst) {
        this.onFirst = onFirst;
    }

    /**
     * Calls back, on a JVM thread, with {@link ExitCode#INTERRUPTED} or {@link
     * ExitCode#TERMINATED}.
     */
    static void install(Consumer<ExitCode> onFirst) {
        var interrupts = new Interrupts(onFirst);
        interrupts.handle("INT", ExitCode.INTERRUPTED);
        interrupts.handle("TERM", ExitCode.TERMINATED);
    }

    private void handle(String signal, ExitCode code) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
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
            Method install = signalType.getMethod("handle", signalType, handlerType);
            install.invoke(
                    null, signalType.getConstructor(String.class).newInstance(signal), handler);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException unavailable) {
            // The JVM's default handling stays in place.
        }
    }

    private void received(ExitCode code) {
        if (seen.getAndIncrement() == 0) {
            onFirst.accept(code);
        } else {
            Runtime.getRuntime().halt(code.value());
        }
    }
}
