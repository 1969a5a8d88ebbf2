package io.spillway.storage;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;

import javax.net.ssl.SSLException;

/** Puts what went wrong into words that say what to do. */
final class Problems {

    private static final int MAX_CAUSES = 20;

    private Problems() {}

    /** How every sentence begins. */
    static String opening(S3Settings settings) {
        return "the results were not stored in " + settings.location();
    }

    static String reason(Exception failure, S3Settings settings, String key) {
        return switch (failure) {
            case S3Exception answer -> refusal(answer, settings, key);
            case SdkException broken -> connection(broken, settings, key);
            case NoSuchFileException gone -> gone.getFile() + " is gone";
            default -> "a file cannot be read: " + failure.getMessage();
        };
    }

    /** The server's own name for what it did not like, empty when it did not say. */
    static String code(S3Exception refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private static String refusal(S3Exception refused, S3Settings settings, String key) {
        String server = settings.server();
        return switch (code(refused)) {
            case "NoSuchBucket" ->
                    "there is no bucket %s at %s".formatted(settings.bucket(), server);
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken" ->
                    "%s refused the credentials (%s); look at AWS_ACCESS_KEY_ID,"
                                    .formatted(server, code(refused))
                            + " AWS_SECRET_ACCESS_KEY and AWS_PROFILE";
            case "AccessDenied", "AllAccessDisabled" ->
                    "these credentials may not write to bucket " + settings.bucket();
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraint" ->
                    "bucket %s is in another region; set region_name".formatted(settings.bucket());
            case "RequestTimeTooSkewed" -> "the clock of this machine is wrong";
            default -> other(refused, server, key);
        };
    }

    private static String other(S3Exception refused, String server, String key) {
        int status = refused.statusCode();
        String what = code(refused).isEmpty() ? "" : " " + code(refused);
        return key.isEmpty()
                ? "%s answered %d%s".formatted(server, status, what)
                : "%s answered %d%s for %s".formatted(server, status, what, key);
    }

    private static String connection(SdkException broken, S3Settings settings, String key) {
        String server = settings.server();
        if (broken instanceof ApiCallTimeoutException
                || broken instanceof ApiCallAttemptTimeoutException) {
            return "%s did not take %s in time"
                    .formatted(server, key.isEmpty() ? "the first request" : key);
        }
        Throwable cause = broken;
        for (int depth = 0; depth < MAX_CAUSES && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case ConnectException _ -> server + " cannot be reached: connection refused";
            case NoRouteToHostException _ -> server + " cannot be reached: no route to it";
            case UnknownHostException _ -> server + " cannot be reached: its name is unknown";
            case SocketTimeoutException _ -> server + " does not answer";
            case SSLException tls -> "no TLS with %s: %s".formatted(server, tls.getMessage());
            case IOException _ ->
                    "the connection to %s broke%s"
                            .formatted(server, key.isEmpty() ? "" : " while " + key + " was sent");
            default -> described(broken);
        };
    }

    private static String described(SdkException broken) {
        String message = String.valueOf(broken.getMessage());
        return message.startsWith("Unable to load credentials")
                ? "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                        + " another source of the AWS default chain"
                : message.lines().findFirst().orElse(message);
    }
}
