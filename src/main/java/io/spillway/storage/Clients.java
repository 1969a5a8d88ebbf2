package io.spillway.storage;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of the AWS SDK. */
final class Clients {

    private Clients() {}

    static S3Client open(S3Settings settings, AwsCredentialsProvider credentials) {
        S3Settings.Patience patience = settings.patience();
        S3ClientBuilder builder =
                S3Client.builder()
                        .credentialsProvider(credentials)
                        .region(region(settings))
                        .forcePathStyle(settings.usesPaths())
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(patience.connect())
                                        .socketTimeout(patience.silence()))
                        .overrideConfiguration(overrides(patience));
        if (settings.endpoint() == null) {
            return builder.crossRegionAccessEnabled(true).build();
        }
        // Not every server that speaks S3 knows the checksums that Amazon's takes by default.
        return builder.endpointOverride(settings.endpoint())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .build();
    }

    private static ClientOverrideConfiguration overrides(S3Settings.Patience patience) {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(patience.attempt())
                .apiCallTimeout(patience.attempt().multipliedBy(patience.attempts()))
                .retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(patience.attempts()).build())
                .build();
    }

    private static Region region(S3Settings settings) {
        if (settings.region() != null) {
            return Region.of(settings.region());
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException unknown) {
            return Region.US_EAST_1;
        }
    }
}
