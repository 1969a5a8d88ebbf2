package io.spillway.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.fleet.Endpoint;
import io.spillway.fleet.ReplicaId;
import io.spillway.load.RequestOptions.Api;
import io.spillway.load.http.Wire.Shape;
import io.spillway.time.SystemTime;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

class TlsTest {
    @TempDir static Path folder;
    private static Path clientCertificate;
    private static Path clientKey;
    private static Path serverCertificate;
    private static SSLContext serverSide;

    @BeforeAll
    static void makeCertificates() throws Exception {
        var certificates = new TestCertificates(folder);
        KeyStore server = certificates.make("server");
        KeyStore client = certificates.make("client");
        clientCertificate = certificates.certificatePem(client, "client");
        clientKey = certificates.keyPem(client, "client");
        serverCertificate = certificates.certificatePem(server, "server");
        serverSide = TestCertificates.serverContext(server, client, "client");
    }

    /** A server that insists on a client certificate. */
    private static RawServer mutual() throws IOException {
        var socket =
                (SSLServerSocket)
                        serverSide
                                .getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        byte[] response = Wire.streamed(new Shape(Api.COMPLETION, 3, 1, "\n"));
        return new RawServer((_, client) -> client.getOutputStream().write(response), socket);
    }

    private static Heard send(RawServer server, TlsSettings tls) throws Exception {
        HttpSettings settings =
                HttpSettings.DEFAULT.withTls(tls).withConnectTimeout(Duration.ofSeconds(15));
        var base = URI.create("https://127.0.0.1:" + server.port());
        var heard = new Heard();
        try (var transport = new HttpTransport(SystemTime.start(), settings)) {
            transport.send(new Endpoint(new ReplicaId("r"), base), Wire.completion(3), heard);
            return heard.await();
        }
    }

    @Test
    void aServerThatAsksForACertificateGetsIt() throws Exception {
        try (RawServer server = mutual()) {
            var tls = new TlsSettings(clientCertificate, clientKey, serverCertificate, true);
            Heard heard = send(server, tls);
            assertEquals("none", heard.kind(), heard.detail());
            assertEquals(3, heard.outputTokens());
        }
    }

    @Test
    void withoutTheCertificateItFailsAndSaysSo() throws Exception {
        try (RawServer server = mutual()) {
            Heard heard = send(server, new TlsSettings(null, null, serverCertificate, true));
            assertTrue(!heard.kind().equals("none"));
            assertTrue(heard.detail().contains("certificate"), heard.detail());
        }
    }

    @Test
    void aServerNobodyVouchesForIsRefusedUnlessVerifyingIsOff() throws Exception {
        try (RawServer server = mutual()) {
            Heard refused = send(server, new TlsSettings(clientCertificate, clientKey, null, true));
            assertEquals("protocol", refused.kind());
            assertTrue(refused.detail().contains("TLS handshake failed"), refused.detail());
            Heard taken = send(server, new TlsSettings(clientCertificate, clientKey, null, false));
            assertEquals("none", taken.kind(), taken.detail());
        }
    }

    @Test
    void filesThatAreMissingOrNotPemAreNamed() throws Exception {
        Path absent = folder.resolve("absent.pem");
        var missing = new TlsSettings(absent, clientKey, null, true);
        var missed = assertThrows(IOException.class, missing::context);
        assertTrue(missed.getMessage().contains("absent.pem"), missed.getMessage());
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "hello");
        var wrong = new TlsSettings(garbage, clientKey, null, true);
        assertTrue(assertThrows(IOException.class, wrong::context).getMessage().contains("TLS"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new TlsSettings(clientCertificate, null, null, true));
    }

    @Test
    void theJdksContextCarriesTheSameMaterial() throws Exception {
        var tls = new TlsSettings(clientCertificate, clientKey, serverCertificate, true);
        try (RawServer server = mutual();
                var socket =
                        tls.context().getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(Wire.bytes("GET / HTTP/1.1\r\n\r\n"));
            assertEquals('H', socket.getInputStream().read());
        }
    }
}
