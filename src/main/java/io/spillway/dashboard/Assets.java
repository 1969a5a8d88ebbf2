package io.spillway.dashboard;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The page and its parts, read once from the program's own resources. */
final class Assets {

    /** One file as it is served. */
    record Asset(String contentType, String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static final String OWN = "/io/spillway/dashboard/";
    private static final String SHARED = "/io/spillway/report/";

    private final Map<String, Asset> byPath = new LinkedHashMap<>();

    Assets() {
        add("/", OWN + "index.html", "text/html; charset=utf-8");
        add("/icon.svg", OWN + "icon.svg", "image/svg+xml");
        style("/dashboard.css", OWN + "dashboard.css");
        style("/page.css", SHARED + "page.css");
        style("/uPlot.min.css", SHARED + "vendor/uPlot.min.css");
        script("/stream.js", OWN + "stream.js");
        script("/series.js", OWN + "series.js");
        script("/panels.js", OWN + "panels.js");
        script("/controls.js", OWN + "controls.js");
        script("/dashboard.js", OWN + "dashboard.js");
        script("/charts.js", SHARED + "charts.js");
        script("/lanes.js", SHARED + "lanes.js");
        script("/run-charts.js", SHARED + "run-charts.js");
        script("/uPlot.iife.min.js", SHARED + "vendor/uPlot.iife.min.js");
        add("/uPlot-LICENSE.txt", SHARED + "vendor/uPlot-LICENSE.txt", "text/plain; charset=utf-8");
    }

    @Nullable Asset find(String path) {
        return byPath.get(path);
    }

    private void style(String path, String resource) {
        add(path, resource, "text/css; charset=utf-8");
    }

    private void script(String path, String resource) {
        add(path, resource, "text/javascript; charset=utf-8");
    }

    private void add(String path, String resource, String contentType) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("not in the program: " + resource);
            }
            byPath.put(
                    path,
                    new Asset(contentType, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + resource, broken);
        }
    }
}
