package io.spillway.sim.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port that is bound but not listened on, as vLLM's while it loads: connections are refused, and
 * nobody else gets the port.
 */
final class PortReservation implements AutoCloseable {

    private final Socket socket;
    private final InetSocketAddress address;

    private PortReservation(Socket socket, InetSocketAddress address) {
        this.socket = socket;
        this.address = address;
    }

    /**
     * Reserves a port, 0 meaning any.
     *
     * @throws IOException when it is taken, or the host is not one of this machine
     */
    static PortReservation of(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            // A listener may then join before the reservation ends, without a gap.
            socket.setReuseAddress(true);
            InetSocketAddress wanted = new InetSocketAddress(host, port);
            socket.bind(wanted);
            int bound = socket.getLocalPort();
            return new PortReservation(socket, new InetSocketAddress(wanted.getAddress(), bound));
        } catch (IOException e) {
            socket.close();
            throw new IOException(
                    "port %d on %s cannot be bound: %s".formatted(port, host, e.getMessage()), e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
