package io.spillway.load.http;

import io.netty.handler.ssl.SslContext;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The TLS context; without settings of its own it is made when the first endpoint needs it. */
final class LazyTls {
    private @Nullable SslContext context;

    LazyTls(@Nullable TlsSettings settings) throws IOException {
        this.context = settings == null ? null : settings.nettyContext();
    }

    synchronized SslContext get() {
        SslContext made = context;
        if (made == null) {
            try {
                made = TlsSettings.DEFAULT.nettyContext();
            } catch (IOException noTrustStore) {
                throw new UncheckedIOException(noTrustStore);
            }
            context = made;
        }
        return made;
    }
}
