package io.spillway.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.spillway.report.FleetTable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The replicas of a running experiment, as its dashboard knows them. */
final class RunMonitor implements FleetMonitor {

    private static final JsonMapper JSON = new JsonMapper();

    private final URI state;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Reads {@code /api/state} below the address that the run printed. */
    RunMonitor(URI dashboard) {
        this.state = dashboard.resolve("/api/state");
    }

    @Override
    public List<FleetTable.Server> look(Duration limit) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(state).timeout(limit).build();
            HttpResponse<byte[]> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                return trouble("HTTP " + answer.statusCode());
            }
            return servers(JSON.readTree(answer.body()));
        } catch (IOException | UncheckedIOException gone) {
            String why = gone.getMessage();
            return trouble(why == null || why.isEmpty() ? "no answer; the run may be over" : why);
        }
    }

    private List<FleetTable.Server> trouble(String what) {
        return List.of(
                FleetTable.Server.silent(state.getHost() + ":" + state.getPort(), "silent", what));
    }

    private static List<FleetTable.Server> servers(JsonNode state) {
        var servers = new ArrayList<FleetTable.Server>();
        for (JsonNode replica : state.at("/second/replicas")) {
            servers.add(
                    new FleetTable.Server(
                            replica.path("id").asText(),
                            replica.path("state").asText(),
                            number(replica, "waiting"),
                            number(replica, "running"),
                            number(replica, "kv_usage"),
                            Double.NaN,
                            null));
        }
        return servers;
    }

    private static double number(JsonNode replica, String key) {
        return replica.path(key).asDouble(Double.NaN);
    }

    @Override
    public void close() {
        client.close();
    }
}
