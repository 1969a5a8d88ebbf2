package io.spillway.load.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Self-signed certificates, made for the test with the JDK's own tool. */
final class TestCertificates {
    private static final String PASSWORD = "not-a-secret";

    private final Path folder;

    TestCertificates(Path folder) {
        this.folder = folder;
    }

    /** Makes a key pair and its certificate for the loopback address. */
    KeyStore make(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD,
                        "-validity",
                        "2");
        Process keytool =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed");
        }
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    Path certificatePem(KeyStore store, String name) throws IOException, GeneralSecurityException {
        byte[] der = store.getCertificate(name).getEncoded();
        return pem(name + ".crt", "CERTIFICATE", der);
    }

    Path keyPem(KeyStore store, String name) throws IOException, GeneralSecurityException {
        byte[] der = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
        return pem(name + ".key", "PRIVATE KEY", der);
    }

    private Path pem(String file, String type, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String begin = "-----BEGIN " + type + "-----\n";
        return Files.writeString(
                folder.resolve(file), begin + text + "\n-----END " + type + "-----\n");
    }

    /** A server's side: its own key, and the client certificate that it trusts. */
    static SSLContext serverContext(KeyStore own, KeyStore trusted, String trustedName)
            throws IOException, GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        KeyStore clients = KeyStore.getInstance("PKCS12");
        clients.load(null, null);
        clients.setCertificateEntry("client", trusted.getCertificate(trustedName));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(clients);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
