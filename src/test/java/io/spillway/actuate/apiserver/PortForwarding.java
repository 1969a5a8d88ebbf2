package io.spillway.actuate.apiserver;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * The server's end of a port-forward by WebSocket, {@code v4.channel.k8s.io}: every message begins
 * with its channel, 0 for data and 1 for errors; the first of each names the port.
 */
final class PortForwarding {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int BINARY = 0x82;
    private static final int CLOSE = 8;
    private static final int PING = 9;

    private PortForwarding() {}

    /** Serves one, on a connection whose request has been read, until either end is gone. */
    static void serve(Head head, Socket client, Socket pod, int port) throws IOException {
        OutputStream out = client.getOutputStream();
        String answer =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: %s\r\n\r\n";
        String key = head.fields().getOrDefault("Sec-WebSocket-Key", "");
        String protocol = head.fields().getOrDefault("Sec-WebSocket-Protocol", "");
        out.write(answer.formatted(accepted(key), protocol).getBytes(StandardCharsets.US_ASCII));
        byte low = (byte) port;
        byte high = (byte) (port >> 8);
        send(out, new byte[] {0, low, high}, 3);
        send(out, new byte[] {1, low, high}, 3);
        Thread back = Thread.ofVirtual().name("test-forward").start(() -> fromPod(client, pod));
        try {
            toPod(new DataInputStream(client.getInputStream()), pod);
        } finally {
            Front.closeQuietly(pod);
            Front.closeQuietly(client);
        }
        try {
            back.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static String accepted(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void fromPod(Socket client, Socket pod) {
        byte[] message = new byte[8192];
        try {
            var in = pod.getInputStream();
            var out = client.getOutputStream();
            for (int read = in.read(message, 1, message.length - 1);
                    read > 0;
                    read = in.read(message, 1, message.length - 1)) {
                send(out, message, read + 1);
            }
        } catch (IOException ended) {
            // Then both end.
        }
        Front.closeQuietly(client);
        Front.closeQuietly(pod);
    }

    private static void send(OutputStream out, byte[] message, int length) throws IOException {
        byte[] frame;
        if (length < 126) {
            frame = new byte[] {(byte) BINARY, (byte) length};
        } else {
            frame = new byte[] {(byte) BINARY, 126, (byte) (length >> 8), (byte) length};
        }
        synchronized (out) {
            out.write(frame);
            out.write(message, 0, length);
            out.flush();
        }
    }

    private static void toPod(DataInputStream in, Socket pod) throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            long length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] mask = new byte[4];
            if ((second & 0x80) != 0) {
                in.readFully(mask);
            }
            byte[] payload = in.readNBytes((int) length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            int opcode = first & 0x0f;
            if (opcode == CLOSE) {
                return;
            }
            if (opcode < PING && payload.length > 1 && payload[0] == 0) {
                pod.getOutputStream().write(payload, 1, payload.length - 1);
            }
        }
    }
}
