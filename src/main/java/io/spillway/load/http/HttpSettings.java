package io.spillway.load.http;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How the transport is set up.
 *
 * @param ioLoops I/O threads; one carries tens of thousands of chunks a second
 * @param idleTimeout how long a connection may wait in the pool. Servers of this kind close idle
 *     ones after 5 s, so it stays well below
 * @param connectTimeout for one connection attempt
 * @param dialect how the server spells completions
 * @param tls for {@code https} endpoints; null is {@link TlsSettings#DEFAULT}
 */
public record HttpSettings(
        int ioLoops,
        Duration idleTimeout,
        Duration connectTimeout,
        Dialect dialect,
        @Nullable TlsSettings tls) {

    public static final HttpSettings DEFAULT =
            new HttpSettings(
                    1, Duration.ofMillis(2500), Duration.ofSeconds(10), Dialect.OPENAI, null);

    public HttpSettings {
        if (ioLoops < 1) {
            throw new IllegalArgumentException("ioLoops is below 1: " + ioLoops);
        }
        if (idleTimeout.isNegative() || !connectTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "idleTimeout is negative or connectTimeout is not positive: %s, %s"
                            .formatted(idleTimeout, connectTimeout));
        }
    }

    public HttpSettings withIoLoops(int loops) {
        return new HttpSettings(loops, idleTimeout, connectTimeout, dialect, tls);
    }

    public HttpSettings withIdleTimeout(Duration timeout) {
        return new HttpSettings(ioLoops, timeout, connectTimeout, dialect, tls);
    }

    public HttpSettings withConnectTimeout(Duration timeout) {
        return new HttpSettings(ioLoops, idleTimeout, timeout, dialect, tls);
    }

    public HttpSettings withDialect(Dialect other) {
        return new HttpSettings(ioLoops, idleTimeout, connectTimeout, other, tls);
    }

    public HttpSettings withTls(TlsSettings settings) {
        return new HttpSettings(ioLoops, idleTimeout, connectTimeout, dialect, settings);
    }
}
