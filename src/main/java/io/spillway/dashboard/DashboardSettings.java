package io.spillway.dashboard;

import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Where the dashboard listens, and what it lets a viewer do.
 *
 * @param host address to listen on: a literal address, or a name
 * @param port 0 takes any free port
 * @param controls whether a viewer may pause, stop and scale the run
 * @param token what a viewer must show; may be null only on a loopback address
 */
public record DashboardSettings(String host, int port, boolean controls, @Nullable String token) {

    private static final int MIN_TOKEN_CHARS = 16;
    private static final int TOKEN_BYTES = 18;

    public DashboardSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("dashboard host is blank");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("dashboard port is not 0 to 65535: " + port);
        }
        if (token != null && token.length() < MIN_TOKEN_CHARS) {
            throw new IllegalArgumentException(
                    "dashboard token is shorter than %d characters".formatted(MIN_TOKEN_CHARS));
        }
        if (token == null && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "a dashboard on %s, which is not a loopback address, needs a token"
                            .formatted(host));
        }
    }

    /** For this machine only, without a token. */
    public static DashboardSettings loopback(int port, boolean controls) {
        return new DashboardSettings("127.0.0.1", port, controls, null);
    }

    /**
     * A token of 144 random bits, to be written into a URL. The generator must be unpredictable:
     * {@code java.security.SecureRandom}.
     */
    public static String newToken(RandomGenerator random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Whether only this machine can reach it. A name other than {@code localhost} counts as
     * reachable from elsewhere: what it resolves to is not ours to know.
     */
    public static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("::1")
                || (name.startsWith("127.") && NetUtil.isValidIpV4Address(name));
    }
}
