package io.spillway.actuate.apiserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes connections on loopback, and can cut all of them and refuse new ones. */
final class Front implements AutoCloseable {

    /** What is done with a connection; it ends when this returns. */
    interface Handler {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean away;

    Front(Handler handler) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), handler);
    }

    Front(ServerSocket listener, Handler handler) {
        this.listener = listener;
        this.handler = handler;
        Thread.ofVirtual().name("test-front").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void setAway(boolean gone) {
        away = gone;
        if (gone) {
            open.forEach(Front::closeQuietly);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().name("test-connection").start(() -> serve(socket));
            } catch (IOException closed) {
                // It is closed, or the client was gone before it came.
            }
        }
    }

    private void serve(Socket socket) {
        open.add(socket);
        try (socket) {
            if (!away) {
                handler.serve(socket);
            }
        } catch (IOException ended) {
            // One of both ends is gone.
        } finally {
            open.remove(socket);
        }
    }

    /** Lets each say to the other what it has to, until either ends. */
    static void splice(Socket one, Socket other) {
        Thread back = Thread.ofVirtual().name("test-splice").start(() -> pump(other, one));
        pump(one, other);
        try {
            back.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // Then both end.
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // As wanted.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException alreadyClosed) {
            // As wanted.
        }
        open.forEach(Front::closeQuietly);
    }
}
