package io.spillway.report.html;

import io.spillway.report.Json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The shell of every page: head, style, content, data, scripts. The policy in its head allows the
 * style and the scripts of this very page, by their hashes, and nothing else: no request leaves it.
 */
final class Page {
    private static final String RESOURCES = "/io/spillway/report/";
    private static final List<String> SCRIPTS =
            List.of(
                    "vendor/uPlot.iife.min.js",
                    "charts.js",
                    "lanes.js",
                    "run-charts.js",
                    "page.js");

    private Page() {}

    /**
     * The document.
     *
     * @param body what is inside {@code body}, scripts excepted
     * @param data what the scripts draw, read by {@code page.js}
     */
    static String of(String title, Html body, Json data) {
        String style = resource("vendor/uPlot.min.css") + "\n" + resource("page.css");
        var page = new Html();
        page.verbatim("<!doctype html>\n").open("html", "lang", "en").line().open("head").line();
        page.empty("meta", "charset", "utf-8").line();
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy(style));
        page.line();
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.line().empty("meta", "name", "color-scheme", "content", "light dark").line();
        page.empty("meta", "name", "referrer", "content", "no-referrer").line();
        page.empty("link", "rel", "icon", "href", "data:,").line();
        page.element("title", title).line();
        page.open("style").verbatim(style).close("style").line();
        page.close("head").line().open("body").line().add(body).line();
        // Data is no script to the browser; its text has no '<', so it cannot end early.
        page.open("script", "type", "application/json", "id", "data");
        page.verbatim(data.compact()).close("script").line();
        for (String script : SCRIPTS) {
            page.open("script").verbatim(resource(script)).close("script").line();
        }
        return page.close("body").line().close("html").line().toString();
    }

    private static String policy(String style) {
        var scripts = new StringBuilder();
        for (String script : SCRIPTS) {
            scripts.append(' ').append(hash(resource(script)));
        }
        return "default-src 'none'; img-src data:; style-src %s; script-src%s; base-uri 'none'; form-action 'none'"
                .formatted(hash(style), scripts);
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
