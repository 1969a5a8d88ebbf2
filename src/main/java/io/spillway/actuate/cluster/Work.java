package io.spillway.actuate.cluster;

import io.spillway.fleet.RunEvent;
import io.spillway.time.Cancellable;
import io.spillway.time.SystemTime.ThreadScheduler;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * An actuator's one loop thread, and blocking calls beside it whose answers come back to the loop.
 */
public final class Work implements AutoCloseable {

    private final String name;
    private final ThreadScheduler loop;
    private volatile boolean closed;

    /**
     * @param name of the actuator; its threads are {@code spillway-<name>…}
     */
    public Work(String name, ClusterContext context) {
        this.name = "spillway-" + name;
        this.loop =
                context.time()
                        .scheduler(
                                this.name,
                                bug ->
                                        context.note(
                                                RunEvent.Level.FAIL,
                                                "a bug in the %s actuator: %s"
                                                        .formatted(name, bug)));
    }

    /** Runs it on the loop; nothing runs after {@link #close}. */
    public void execute(Runnable task) {
        loop.execute(guarded(task));
    }

    public Cancellable after(Duration delay, Runnable task) {
        return loop.after(delay.toNanos(), guarded(task));
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            if (!closed) {
                task.run();
            }
        };
    }

    /** Calls on a virtual thread, and hands what came of it to the loop. */
    public <T> void call(
            String what,
            Callable<T> blocking,
            Consumer<T> then,
            Consumer<ClusterException> otherwise) {
        Thread.ofVirtual()
                .name(name + "-" + what)
                .start(answering(what, blocking, then, otherwise));
    }

    /** What calls, and hands what came of it to the loop; for threads of the caller's own. */
    public <T> Runnable answering(
            String what,
            Callable<T> blocking,
            Consumer<T> then,
            Consumer<ClusterException> otherwise) {
        return () -> {
            try {
                T result = blocking.call();
                execute(() -> then.accept(result));
            } catch (ClusterException refused) {
                execute(() -> otherwise.accept(refused));
            } catch (Exception broken) {
                var text =
                        new ClusterException(
                                ClusterException.Kind.OTHER, what + ": " + broken, broken);
                execute(() -> otherwise.accept(text));
            }
        };
    }

    /** Whether nothing runs any more. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        loop.close();
    }
}
