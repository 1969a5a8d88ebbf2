package io.spillway.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks a dashboard over a plain socket, with exactly the headers it is told to. */
final class Visitor {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final int port;

    Visitor(DashboardServer server) {
        this.port = server.port();
    }

    /** What came back. */
    record Reply(int status, String head, String body) {}

    /** One server-sent event. */
    record Event(String id, String type, String data) {}

    /** A GET with the right Host and these headers beside it. */
    Reply get(String path, String... headers) throws IOException {
        return ask("GET", path, "localhost:" + port, "", headers);
    }

    Reply getFrom(String host, String path, String... headers) throws IOException {
        return ask("GET", path, host, "", headers);
    }

    /** A control request as the page sends it. */
    Reply control(String json, String... headers) throws IOException {
        var all = new ArrayList<>(List.of(headers));
        all.add("Origin: http://localhost:" + port);
        all.add("Content-Type: application/json");
        return ask("POST", "/api/control", "localhost:" + port, json, all.toArray(String[]::new));
    }

    Reply ask(String method, String path, String host, String body, String... headers)
            throws IOException {
        try (Socket socket = connect()) {
            send(socket, method, path, host, body, headers);
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int split = all.indexOf("\r\n\r\n");
            String head = all.substring(0, split);
            return new Reply(Integer.parseInt(head.split(" ")[1]), head, all.substring(split + 4));
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static void send(
            Socket socket, String method, String path, String host, String body, String... headers)
            throws IOException {
        var request = new StringBuilder();
        request.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        if (!host.isEmpty()) {
            request.append("Host: ").append(host).append("\r\n");
        }
        request.append(path.equals("/events") ? "" : "Connection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            request.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        request.append("\r\n");
        OutputStream out = socket.getOutputStream();
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.flush();
    }

    /** Opens the stream. */
    Stream follow(String... headers) throws IOException {
        Socket socket = connect();
        send(socket, "GET", "/events", "localhost:" + port, "", headers);
        return new Stream(socket);
    }

    /** An open stream; events are read one by one, each within the time limit. */
    static final class Stream implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        private Stream(Socket socket) throws IOException {
            this.socket = socket;
            this.in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next event; the sizes of chunks lie between them and are skipped. */
        Event next() throws IOException {
            String id = "";
            String type = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    return new Event(id, type, line.substring(6));
                }
            }
            throw new IOException("the stream has ended");
        }

        /** The next so many events. */
        List<Event> next(int count) throws IOException {
            var events = new ArrayList<Event>();
            for (int i = 0; i < count; i++) {
                events.add(next());
            }
            return events;
        }

        /** Whether the server has ended it; waits for that within the time limit. */
        boolean isOver() throws IOException {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("data: ")) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
