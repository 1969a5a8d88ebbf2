package io.spillway.config;

/**
 * {@code dashboard}: the live page.
 *
 * @param host address to listen on; loopback unless told otherwise
 * @param controls whether a viewer may pause, stop and scale
 */
public record DashboardConfig(int port, String host, boolean controls) {

    static DashboardConfig read(Section s) {
        return new DashboardConfig(
                s.integer("port", 8089, Bounds.between(0, 65_535)),
                s.text("host", "127.0.0.1"),
                s.flag("controls", false));
    }
}
