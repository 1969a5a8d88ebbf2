package io.spillway.load.http;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.net.ssl.SSLContext;

/**
 * What a client brings to a TLS handshake. Files are PEM; the private key is PKCS#8 without a
 * password.
 *
 * @param certificate the client's certificate chain, for servers that ask for one (mTLS)
 * @param key the private key of that certificate; both or none
 * @param trust certificates to trust instead of the JDK's own
 * @param verify false accepts any server certificate
 */
public record TlsSettings(
        @Nullable Path certificate, @Nullable Path key, @Nullable Path trust, boolean verify) {

    /** No client certificate, the JDK's trust store. */
    public static final TlsSettings DEFAULT = new TlsSettings(null, null, null, true);

    public TlsSettings {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "a client certificate needs its key, and a key its certificate");
        }
    }

    /**
     * The material as the JDK's type, for clients other than this transport.
     *
     * @throws IOException if a file cannot be read or is not what it should be
     */
    public SSLContext context() throws IOException {
        return jdkContext().context();
    }

    SslContext nettyContext() throws IOException {
        return jdkContext();
    }

    private JdkSslContext jdkContext() throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        try {
            if (certificate != null && key != null) {
                builder.keyManager(readable(certificate).toFile(), readable(key).toFile());
            }
            if (!verify) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
                builder.endpointIdentificationAlgorithm(null);
            } else if (trust != null) {
                builder.trustManager(readable(trust).toFile());
            }
            return (JdkSslContext) builder.build();
        } catch (IllegalArgumentException notPem) {
            String cause = notPem.getCause() == null ? "" : ": " + notPem.getCause().getMessage();
            throw new IOException("TLS: " + notPem.getMessage() + cause, notPem);
        }
    }

    private static Path readable(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("TLS: cannot read " + file);
        }
        return file;
    }
}
