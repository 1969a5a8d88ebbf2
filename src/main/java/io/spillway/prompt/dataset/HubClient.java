package io.spillway.prompt.dataset;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a hub for a file and follows where it points. */
final class HubClient implements AutoCloseable {

    private static final int MAX_REDIRECTS = 5;

    private final HubOptions options;
    private final HttpClient http;

    HubClient(HubOptions options, ExecutorService threads) {
        this.options = options;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(options.answerWithin())
                        .executor(threads)
                        .build();
    }

    /**
     * The part of a file that is on disk already.
     *
     * @param etag of the version it is of; null when nothing is to be resumed
     */
    record Resume(long bytes, @Nullable String etag) {
        static final Resume NOTHING = new Resume(0, null);
    }

    /**
     * An answer that has content.
     *
     * @param sha256 what the whole file must hash to, null where the hub does not say
     */
    record Answer(int status, HttpHeaders headers, InputStream body, @Nullable String sha256) {}

    /** Asks, following redirects; the caller closes the body. */
    Answer get(HubFile file, Resume resume) throws IOException, InterruptedException {
        URI uri = URI.create(withSlash(options.endpoint().toString()) + file.urlPath());
        String sha256 = null;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpResponse<InputStream> response = send(uri, file, resume);
            HttpHeaders headers = response.headers();
            sha256 = sha256 == null ? sha256(headers) : sha256;
            int status = response.statusCode();
            if (status < 300 || status >= 400) {
                return new Answer(status, headers, response.body(), sha256);
            }
            response.body().close();
            String location = headers.firstValue("location").orElse("");
            if (location.isEmpty()) {
                throw new DatasetException(
                        "%s answered %d without a place to go to".formatted(uri, status));
            }
            uri = uri.resolve(location);
        }
        throw new DatasetException(
                "%s redirects more than %d times for %s"
                        .formatted(options.endpoint(), MAX_REDIRECTS, file));
    }

    private static String withSlash(String endpoint) {
        return endpoint.endsWith("/") ? endpoint : endpoint + "/";
    }

    private HttpResponse<InputStream> send(URI uri, HubFile file, Resume resume)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
        request.header("User-Agent", "spillway");
        String token = options.token();
        if (token != null && isEndpoint(uri)) {
            request.header("Authorization", "Bearer " + token);
        }
        String etag = resume.etag();
        if (etag != null) {
            request.header("Range", "bytes=%d-".formatted(resume.bytes()));
            request.header("If-Range", etag);
        }
        CompletableFuture<HttpResponse<InputStream>> answer =
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try {
            return answer.get(options.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw unreachable(uri, file, "no answer", late);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw unreachable(uri, file, reason(cause == null ? failed : cause), failed);
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private DatasetException unreachable(URI uri, HubFile file, String why, Exception cause) {
        return new DatasetException(
                "cannot reach %s within %d s (%s): give a local file, or put %s at %s"
                        .formatted(
                                uri.resolve("/"),
                                options.answerWithin().toSeconds(),
                                why,
                                file,
                                options.cached(file)),
                cause);
    }

    private boolean isEndpoint(URI uri) {
        URI endpoint = options.endpoint();
        return endpoint.getScheme().equals(uri.getScheme())
                && endpoint.getHost().equalsIgnoreCase(uri.getHost())
                && endpoint.getPort() == uri.getPort();
    }

    /** Large files are stored under their hash, which the hub gives as their tag. */
    private static @Nullable String sha256(HttpHeaders headers) {
        String tag =
                headers.firstValue("x-linked-etag")
                        .or(() -> headers.firstValue("etag"))
                        .orElse("")
                        .replace("\"", "");
        return tag.matches("[0-9a-f]{64}") ? tag : null;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
