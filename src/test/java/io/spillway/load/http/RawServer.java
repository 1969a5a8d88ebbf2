package io.spillway.load.http;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A server of plain sockets that keeps what it was sent and answers with the bytes a test wants.
 */
final class RawServer implements AutoCloseable {

    /** Writes the answer to one request; may close the socket. */
    @FunctionalInterface
    interface Answer {
        void to(Received request, Socket socket) throws IOException;
    }

    /** One request, and which connection it came on, counted from 1. */
    record Received(int connection, String head, String body) {}

    private final ServerSocket listener;
    private final Answer answer;
    private final List<Received> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Semaphore left = new Semaphore(0);

    RawServer(Answer answer) {
        this(answer, plain());
    }

    RawServer(Answer answer, ServerSocket listener) {
        this.answer = answer;
        this.listener = listener;
        Thread.ofVirtual().name("raw-server").start(this::accept);
    }

    private static ServerSocket plain() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** Answers every request with the same bytes. */
    static RawServer saying(byte[] response) {
        return new RawServer((_, socket) -> socket.getOutputStream().write(response));
    }

    Endpoint endpoint() {
        return Endpoint.http(new ReplicaId("raw-1"), "127.0.0.1", port());
    }

    int port() {
        return listener.getLocalPort();
    }

    List<Received> requests() {
        return requests;
    }

    int connections() {
        return sockets.size();
    }

    /** Waits until a client has closed a connection, once for each. */
    boolean awaitClientLeft() throws InterruptedException {
        return left.tryAcquire(20, TimeUnit.SECONDS);
    }

    /** Closes so that the other side sees a reset. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = sockets.size();
                Thread.ofVirtual().name("raw-connection").start(() -> serve(socket, number));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            while (!socket.isClosed()) {
                Received request = read(socket.getInputStream(), number);
                if (request == null) {
                    left.release();
                    return;
                }
                requests.add(request);
                answer.to(request, socket);
            }
        } catch (IOException gone) {
            // The client left, or the answer closed the socket.
        }
    }

    private static @Nullable Received read(InputStream in, int number) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            head.write(b);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int length = 0;
        for (String line : text.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return new Received(number, text, new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException unclosed) {
            throw new UncheckedIOException(unclosed);
        }
    }
}
