package io.spillway.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire to a server on this machine that can be cut. Bytes pass on virtual threads. */
public final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean broken;

    private Relay(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /**
     * @param target the port of the server
     */
    public static Relay to(int target) throws IOException {
        var relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        Thread.ofVirtual().name("relay").start(relay::accept);
        return relay;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Breaks every connection; new ones are broken at once until it is mended. */
    public void cut() {
        broken = true;
        closeAll();
    }

    /** From now on connections hold again. */
    public void mend() {
        broken = false;
    }

    private void closeAll() {
        open.forEach(Relay::close);
        open.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                if (broken) {
                    near.close();
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(near);
                open.add(far);
                Thread.ofVirtual().name("relay-up").start(() -> pass(near, far));
                Thread.ofVirtual().name("relay-down").start(() -> pass(far, near));
            }
        } catch (IOException closed) {
            closeAll();
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException cut) {
            // Both ends hear of it below.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing is left to close.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeAll();
    }
}
