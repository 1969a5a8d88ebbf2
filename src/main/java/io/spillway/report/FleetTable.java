package io.spillway.report;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Servers side by side, a line each, in 80 columns.
 *
 * @param servers in the order of their lines
 */
public record FleetTable(List<Server> servers) {

    private static final int WIDTH = 80;
    private static final int NAME = 30;
    private static final int BAR = 8;
    private static final String LINE = "%-30s %-8s %7s %7s %6s %-8s %8s";

    /**
     * A server as it is now; NaN is what it does not say.
     *
     * @param state a word such as {@code ready}
     * @param waiting requests in its queue
     * @param running requests in its batch
     * @param kvUsage from 0 to 1
     * @param tokensPerSecond generated since the look before
     * @param trouble why nothing can be said, null when there is none
     */
    public record Server(
            String name,
            String state,
            double waiting,
            double running,
            double kvUsage,
            double tokensPerSecond,
            @Nullable String trouble) {

        /** One that answers no questions. */
        public static Server silent(String name, String state, @Nullable String trouble) {
            return new Server(name, state, Double.NaN, Double.NaN, Double.NaN, Double.NaN, trouble);
        }
    }

    public FleetTable {
        servers = List.copyOf(servers);
    }

    public static String heading(Style style) {
        return style.strong(
                Figures.say(LINE, "server", "", "waiting", "running", "kv", "", "tokens/s")
                        .stripTrailing());
    }

    /** A line for each server, and one below it for its trouble. */
    public List<String> lines(Style style) {
        var lines = new ArrayList<String>();
        for (Server server : servers) {
            lines.add(server.waiting >= 1 ? style.warn(line(server)) : line(server));
            if (server.trouble != null) {
                lines.add(style.bad(shortened("  " + server.trouble, WIDTH)));
            }
        }
        return lines;
    }

    /** The sums, and the fullest cache. */
    public String total(Style style) {
        double fullest =
                servers.stream()
                        .mapToDouble(Server::kvUsage)
                        .filter(usage -> !Double.isNaN(usage))
                        .max()
                        .orElse(Double.NaN);
        var total =
                new Server(
                        servers.size() == 1 ? "1 server" : servers.size() + " servers",
                        "",
                        sum(Server::waiting),
                        sum(Server::running),
                        fullest,
                        sum(Server::tokensPerSecond),
                        null);
        return style.strong(line(total));
    }

    private static String line(Server server) {
        double usage = server.kvUsage;
        boolean isKnown = !Double.isNaN(usage);
        return Figures.say(
                        LINE,
                        shortened(server.name, NAME),
                        server.state,
                        number(server.waiting),
                        number(server.running),
                        isKnown ? Figures.say("%.0f%%", usage * 100) : Figures.UNKNOWN,
                        isKnown ? "#".repeat((int) Math.round(Math.clamp(usage, 0, 1) * BAR)) : "",
                        number(server.tokensPerSecond))
                .stripTrailing();
    }

    private double sum(ToDoubleFunction<Server> figure) {
        return servers.stream()
                .mapToDouble(figure)
                .filter(value -> !Double.isNaN(value))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? Figures.UNKNOWN : Figures.say("%,d", Math.round(value));
    }

    private static String shortened(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
