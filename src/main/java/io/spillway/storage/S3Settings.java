package io.spillway.storage;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;

/**
 * A bucket, and how to reach it. Credentials come from the AWS SDK's default chain: environment,
 * system properties, profile files, web identity, container and instance roles.
 *
 * @param path the "folder" of the objects within the bucket; empty for the top
 * @param filePrefix in front of the names of report files, those that end in {@code _metrics.json}
 * @param endpoint null for Amazon's
 * @param region null for the environment's; {@code us-east-1} where that says nothing either
 */
public record S3Settings(
        String bucket,
        String path,
        String filePrefix,
        @Nullable URI endpoint,
        @Nullable String region,
        Addressing addressing,
        Patience patience) {

    private static final String REPORT = "_metrics.json";

    public S3Settings {
        path = path.replaceAll("^/+|/+$", "");
    }

    /** How the bucket appears in URLs. */
    public enum Addressing {
        /** As a host name at Amazon, within the path elsewhere. */
        AUTO,
        /** As a host name. */
        VIRTUAL,
        /** Within the path. */
        PATH
    }

    /**
     * How long to wait, and how often to try.
     *
     * @param connect for a connection
     * @param silence for the next bytes of an answer
     * @param attempt for one request with its body: at most one part of a large file
     * @param attempts of one request, the first included, when the server is away or overloaded
     */
    public record Patience(Duration connect, Duration silence, Duration attempt, int attempts) {

        public static final Patience DEFAULT =
                new Patience(
                        Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(120), 4);

        public Patience {
            if (attempts < 1) {
                throw new IllegalArgumentException("attempts is below 1: " + attempts);
            }
        }
    }

    boolean usesPaths() {
        return switch (addressing) {
            case AUTO -> endpoint != null;
            case VIRTUAL -> false;
            case PATH -> true;
        };
    }

    /** The key of a file, given its path within the results folder, with slashes. */
    String key(String file) {
        int slash = file.lastIndexOf('/') + 1;
        String name = file.substring(slash);
        String prefixed = name.endsWith(REPORT) ? filePrefix + name : name;
        return (path.isEmpty() ? "" : path + "/") + file.substring(0, slash) + prefixed;
    }

    /** The place as people write it. */
    String location() {
        return "s3://" + bucket + (path.isEmpty() ? "" : "/" + path);
    }

    /** Who is asked. */
    String server() {
        return endpoint == null ? "Amazon S3" : endpoint.toString();
    }
}
