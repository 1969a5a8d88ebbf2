package io.spillway.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Passes bytes to a server until so many have gone there; then nobody is there any more. */
final class CuttingRelay implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final AtomicLong left;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    CuttingRelay(int serverPort, long bytes) throws IOException {
        this.serverPort = serverPort;
        this.left = new AtomicLong(bytes);
        Thread.ofVirtual().name("relay").start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().name("relay-up").start(() -> pass(client, server, true));
                Thread.ofVirtual().name("relay-down").start(() -> pass(server, client, false));
            }
        } catch (IOException closed) {
            close();
        }
    }

    private void pass(Socket from, Socket to, boolean counted) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[4096];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (counted && left.addAndGet(-n) < 0) {
                    close();
                    return;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException closed) {
            // One side went away, and the other follows.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }
}
