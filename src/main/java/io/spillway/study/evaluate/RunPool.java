package io.spillway.study.evaluate;

import io.spillway.study.RunFailedException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes runs on a fixed number of threads; answers come in the order of the questions. */
final class RunPool implements AutoCloseable {
    private final ExecutorService threads;

    RunPool(int size) {
        var number = new AtomicInteger();
        threads =
                Executors.newFixedThreadPool(
                        size,
                        task -> {
                            var thread =
                                    new Thread(
                                            task, "spillway-evaluate-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** All answers, or the first failure; then, and on interruption, the others are given up. */
    <T> List<T> all(List<? extends Callable<T>> runs)
            throws RunFailedException, InterruptedException {
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> run : runs) {
            futures.add(threads.submit(run));
        }
        var answers = new ArrayList<T>();
        try {
            for (Future<T> future : futures) {
                answers.add(future.get());
            }
        } catch (ExecutionException failure) {
            throw failed(failure.getCause());
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
        return answers;
    }

    private static RunFailedException failed(@Nullable Throwable cause) {
        return switch (cause) {
            case RunFailedException failed -> failed;
            case RuntimeException bug -> throw bug;
            case Error error -> throw error;
            case null -> new RunFailedException("a run failed");
            default -> new RunFailedException("a run failed: " + cause, cause);
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
