package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.net.URI;

/**
 * {@code storage}: where results go beside the command's own choice.
 *
 * @param local null for {@code results/<run-id>}
 * @param s3 null for none; the local copy is written in any case
 */
public record StorageConfig(@Nullable Local local, @Nullable S3 s3) {

    /**
     * A folder.
     *
     * @param path null for {@code results/<run-id>}
     * @param filePrefix in front of the report files' names
     */
    public record Local(@Nullable String path, String filePrefix) {}

    /**
     * A bucket that speaks S3.
     *
     * @param path of the objects within the bucket; null for the name of the local folder
     * @param endpoint null for Amazon's
     * @param region null for the environment's
     */
    public record S3(
            String bucket,
            @Nullable String path,
            String filePrefix,
            @Nullable URI endpoint,
            @Nullable String region,
            Addressing addressing) {}

    /** How a bucket appears in URLs. */
    public enum Addressing implements Choice {
        AUTO,
        VIRTUAL,
        PATH
    }

    static StorageConfig read(Section s) {
        s.refuse(
                "google_cloud_storage",
                "write simple_storage_service with endpoint_url: https://storage.googleapis.com and"
                        + " HMAC keys in the environment");
        return new StorageConfig(
                s.section("local_storage", StorageConfig::local),
                s.section("simple_storage_service", StorageConfig::s3));
    }

    private static Local local(Section s) {
        return new Local(timestamped(s, "path"), prefix(s));
    }

    private static S3 s3(Section s) {
        String bucket = s.text("bucket_name");
        if (bucket == null || bucket.isBlank()) {
            s.missing(
                    "bucket_name", "name the bucket, or remove the section to keep results local");
        }
        String endpoint = s.text("endpoint_url");
        URI url = endpoint == null ? null : ServerConfig.url(endpoint);
        if (endpoint != null && url == null) {
            s.problem("endpoint_url", "write a URL as https://host:9000");
        }
        return new S3(
                bucket == null ? "" : bucket,
                timestamped(s, "path"),
                prefix(s),
                url,
                s.text("region_name"),
                s.choice("addressing_style", Addressing.AUTO));
    }

    private static String prefix(Section s) {
        String prefix = timestamped(s, "report_file_prefix");
        return prefix == null ? "" : prefix;
    }

    private static @Nullable String timestamped(Section s, String key) {
        String text = s.text(key);
        return text == null ? null : s.reading().surroundings().timestamped(text);
    }
}
