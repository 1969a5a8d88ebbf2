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
        try {
            return bind(host, port, false);
        } catch (IOException e) {
            return bindAgain(host, port);
        }
    }

    /** Connections of an earlier server on this port may linger: they are no reason to refuse. */
    private static PortReservation bindAgain(String host, int port) throws IOException {
        try {
            return bind(host, port, true);
        } catch (IOException e) {
            throw new IOException(
                    "port %d on %s cannot be bound: %s".formatted(port, host, e.getMessage()), e);
        }
    }

    private static PortReservation bind(String host, int port, boolean shared) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(shared);
            InetSocketAddress wanted = new InetSocketAddress(host, port);
            socket.bind(wanted);
            int bound = socket.getLocalPort();
            return new PortReservation(socket, new InetSocketAddress(wanted.getAddress(), bound));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Lets a listener of this process join, so that the port is never free in between. */
    void share() throws IOException {
        socket.setReuseAddress(true);
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
