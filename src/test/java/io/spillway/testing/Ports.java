package io.spillway.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports nobody listens on, below the range the system gives out by itself. */
public final class Ports {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 28_000;
    private static final int TRIES = 1000;

    /** Never the same twice, for tests run beside each other. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST));

    private Ports() {}

    /** The first of so many neighbouring free ports. */
    public static int free(int count) {
        for (int i = 0; i < TRIES; i++) {
            int first = NEXT.getAndAdd(count);
            if (allFree(first, count)) {
                return first;
            }
        }
        throw new IllegalStateException("no free port found");
    }

    private static boolean allFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (var probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(port));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
