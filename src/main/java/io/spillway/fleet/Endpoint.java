package io.spillway.fleet;

import java.net.URI;

/**
 * Where a replica listens: {@code http://host:port} or {@code https://…}, with an optional path
 * prefix and no trailing slash. Simulated replicas of the virtual clock use the scheme {@code sim}.
 */
public record Endpoint(ReplicaId replica, URI baseUrl) {

    /** A plain HTTP endpoint. */
    public static Endpoint http(ReplicaId replica, String host, int port) {
        return new Endpoint(replica, URI.create("http://" + host + ":" + port));
    }

    /** The URL of a path that starts with a slash. */
    public URI resolve(String path) {
        return URI.create(baseUrl + path);
    }
}
