package io.spillway.storage;

import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An S3 server of this process, with one bucket. */
public final class BucketServer {

    public static final String BUCKET = "results";

    static final StaticCredentialsProvider KEYS = keys("AK", "SK");

    private final S3Proxy server;
    private final S3Client client;

    public BucketServer() throws Exception {
        server =
                S3Proxy.builder()
                        .blobStore(new TransientNio2BlobStore())
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V4, "AK", "SK")
                        .build();
        server.start();
        client = Clients.open(settings(""), KEYS);
        client.createBucket(request -> request.bucket(BUCKET));
    }

    static StaticCredentialsProvider keys(String access, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret));
    }

    public int port() {
        return server.getPort();
    }

    S3Settings settings(String path) {
        return settings(BUCKET, path, port());
    }

    static S3Settings settings(String bucket, String path, int port) {
        return new S3Settings(
                bucket,
                path,
                "",
                URI.create("http://127.0.0.1:" + port),
                "us-east-1",
                S3Settings.Addressing.AUTO,
                new S3Settings.Patience(
                        Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30), 2));
    }

    public List<String> keys() {
        return client.listObjectsV2(request -> request.bucket(BUCKET)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    byte[] content(String key) {
        return client.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asByteArray();
    }

    public String text(String key) {
        return new String(content(key), StandardCharsets.UTF_8);
    }

    Map<String, String> metadata(String key) {
        return head(key).metadata();
    }

    String contentType(String key) {
        return head(key).contentType();
    }

    private HeadObjectResponse head(String key) {
        return client.headObject(request -> request.bucket(BUCKET).key(key));
    }

    public void stop() throws Exception {
        client.close();
        server.stop();
    }
}
