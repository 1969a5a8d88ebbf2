package io.spillway.wiring;

import io.spillway.config.ClusterConfig;
import io.spillway.config.ConfigException;
import io.spillway.report.FleetTable;
import io.spillway.study.RunFailedException;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Looks at servers, for somebody who watches. */
public interface FleetMonitor extends AutoCloseable {

    /** The servers as they are now; waits for them at most the given time. */
    List<FleetTable.Server> look(Duration limit) throws InterruptedException;

    @Override
    void close();

    /**
     * Of {@code host:port} or URLs.
     *
     * @throws ConfigException when one is neither
     */
    static FleetMonitor ofHosts(List<String> hosts) {
        return new HostMonitor(hosts.stream().map(HostMonitor::endpoint).toList());
    }

    /** Of the pods that a selector chooses, as they come and go. */
    static FleetMonitor ofPods(ClusterConfig.Observed pods) throws RunFailedException {
        return new PodMonitor(pods);
    }

    /** Of a running experiment, through its dashboard. */
    static FleetMonitor ofRun(URI dashboard) {
        return new RunMonitor(dashboard);
    }
}
