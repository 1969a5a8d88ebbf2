package io.spillway.dashboard;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;

/**
 * Who may ask for what.
 *
 * <ul>
 *   <li>The {@code Host} must be an address or a name that is known to be ours, so that a page
 *       elsewhere cannot reach us by a name it has rebound to this address.
 *   <li>With a token set, everything that says something about the run needs it. The page itself
 *       does not: a URL's fragment is not sent, and the page holds nothing.
 *   <li>Controls must be switched on, and come from our own page: the {@code Origin} must be the
 *       {@code Host}.
 * </ul>
 */
final class Guard {
    private static final String BEARER = "Bearer ";

    private final DashboardSettings settings;
    private final boolean loopback;

    Guard(DashboardSettings settings) {
        this.settings = settings;
        this.loopback = DashboardSettings.isLoopback(settings.host());
    }

    /** Why a request is turned away. */
    record Refusal(HttpResponseStatus status, String reason) {}

    /** What a route asks of a request. */
    enum Access {
        /** The page and its parts. */
        OPEN,
        /** What the run does. */
        DATA,
        /** Steering it. */
        CONTROL
    }

    /** Null when the request may pass. */
    @Nullable Refusal check(HttpHeaders headers, Access access) {
        Refusal refusal = host(headers);
        if (refusal == null && access != Access.OPEN) {
            refusal = token(headers);
        }
        if (refusal == null && access == Access.CONTROL) {
            refusal = control(headers);
        }
        return refusal;
    }

    private @Nullable Refusal host(HttpHeaders headers) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return new Refusal(HttpResponseStatus.BAD_REQUEST, "one Host header is needed");
        }
        if (isOurs(name(hosts.getFirst()))) {
            return null;
        }
        return new Refusal(
                HttpResponseStatus.MISDIRECTED_REQUEST,
                loopback
                        ? "this page answers to localhost only"
                        : "this page answers to its address, to localhost, and to the name that dashboard.host sets");
    }

    private boolean isOurs(String name) {
        if (DashboardSettings.isLoopback(name)
                || name.equals(settings.host().toLowerCase(Locale.ROOT))) {
            return true;
        }
        // Only a name can be rebound; an address is where the request went.
        return !loopback && (NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name));
    }

    /** The host without its port, an IPv6 address without its brackets. */
    private static String name(String host) {
        String lower = host.trim().toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            int end = lower.indexOf(']');
            return end < 0 ? lower : lower.substring(1, end);
        }
        int colon = lower.indexOf(':');
        return colon < 0 ? lower : lower.substring(0, colon);
    }

    private @Nullable Refusal token(HttpHeaders headers) {
        String expected = settings.token();
        if (expected == null) {
            return null;
        }
        String header = headers.get(HttpHeaderNames.AUTHORIZATION);
        String shown =
                header != null && header.startsWith(BEARER)
                        ? header.substring(BEARER.length())
                        : "";
        return sameInConstantTime(expected, shown)
                ? null
                : new Refusal(
                        HttpResponseStatus.UNAUTHORIZED,
                        "open the page with the token from the terminal, or send Authorization: Bearer <token>");
    }

    private static boolean sameInConstantTime(String expected, String shown) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable Refusal control(HttpHeaders headers) {
        if (!settings.controls()) {
            return new Refusal(
                    HttpResponseStatus.FORBIDDEN,
                    "controls are off; set dashboard.controls: true to steer a run from here");
        }
        String host = headers.get(HttpHeaderNames.HOST);
        List<String> origins = headers.getAll(HttpHeaderNames.ORIGIN);
        boolean own =
                origins.size() == 1
                        && (origins.getFirst().equalsIgnoreCase("http://" + host)
                                || origins.getFirst().equalsIgnoreCase("https://" + host));
        if (!own) {
            return new Refusal(
                    HttpResponseStatus.FORBIDDEN, "controls are taken from this page's own origin");
        }
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        return type.toLowerCase(Locale.ROOT).startsWith("application/json")
                ? null
                : new Refusal(
                        HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "controls are application/json");
    }
}
