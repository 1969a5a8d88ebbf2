package io.spillway.wiring;

import io.spillway.config.ConfigException;
import io.spillway.config.ConfigProblem;
import io.spillway.config.Origin;
import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.report.FleetTable;
import io.spillway.time.SystemTime;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Servers at fixed addresses. */
final class HostMonitor implements FleetMonitor {

    private final List<Endpoint> endpoints;
    private final PolledServers servers = new PolledServers(SystemTime.start());

    HostMonitor(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    static Endpoint endpoint(String host) {
        String url = host.contains("://") ? host : "http://" + host;
        try {
            URI uri = URI.create(url.replaceAll("/+$", ""));
            if (uri.getHost() == null) {
                throw new IllegalArgumentException("no host");
            }
            return new Endpoint(new ReplicaId(host), uri);
        } catch (IllegalArgumentException _) {
            String fix = "write host:port, or a URL as http://host:8000";
            throw new ConfigException(
                    List.of(new ConfigProblem(new Origin.Whole("monitor"), "", host, fix, null)));
        }
    }

    @Override
    public List<FleetTable.Server> look(Duration limit) throws InterruptedException {
        return servers.look(endpoints, limit);
    }

    @Override
    public void close() {
        servers.close();
    }
}
