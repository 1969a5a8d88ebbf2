package io.spillway.actuate.apiserver;

import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What runs on the only node: the logs of pods, and the ways to their ports. Thread-safe. */
public final class NodePods {

    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final Map<String, String> written = new ConcurrentHashMap<>();
    private final Map<String, String> ordered = new ConcurrentHashMap<>();
    private final Set<Socket> forwards = ConcurrentHashMap.newKeySet();

    /** A pod has this address. */
    public void runs(String namespace, String pod, String address) {
        addresses.put(namespace + "/" + pod, address);
    }

    void ends(String namespace, String pod) {
        addresses.remove(namespace + "/" + pod);
    }

    /** Adds a line to a pod's log. */
    void write(String namespace, String pod, String line) {
        String stamped = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line + "\n";
        written.merge(namespace + "/" + pod, stamped, String::concat);
    }

    /** Whatever pods write, this is their log; each line begins with its time and a blank. */
    public void order(String namespace, String text) {
        ordered.put(namespace, text);
    }

    String log(String namespace, String pod) {
        String own = written.getOrDefault(namespace + "/" + pod, "");
        return ordered.getOrDefault(namespace, own);
    }

    /** A connection to a port of a pod. */
    Socket connect(String namespace, String pod, int port) throws IOException {
        String address = addresses.get(namespace + "/" + pod);
        if (address == null) {
            throw new IOException("pod %s does not run".formatted(pod));
        }
        var socket = new Socket(address, port);
        forwards.add(socket);
        return socket;
    }

    void disconnected(Socket socket) {
        forwards.remove(socket);
    }

    /** Cuts every port-forward there is; new ones can be had. */
    public int cutForwards() {
        int cut = 0;
        for (Socket socket : forwards) {
            try {
                socket.close();
                cut++;
            } catch (IOException alreadyBroken) {
                // As wanted.
            }
        }
        forwards.clear();
        return cut;
    }
}
