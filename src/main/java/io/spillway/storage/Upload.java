package io.spillway.storage;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One upload of one folder, on one thread. */
final class Upload {

    private static final String RUN_ID = "spillway-run-id";
    private static final String ANY = "*";
    private static final int FORBIDDEN = 403;
    private static final int EXISTS = 412;
    private static final int BUSY_WITH_SAME_KEY = 409;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int MAX_LISTED_PAGES = 20;

    /** Files above this size go in parts, each as large as this; a part is held in memory. */
    static final int PART_BYTES = 8 << 20;

    private static final int MAX_PARTS = 10_000;

    private final S3Client client;
    private final S3Settings settings;
    private final Path folder;
    private final String runId;

    private final Set<String> own = new HashSet<>();
    private int stored;
    private int files;
    private String current = "";

    Upload(S3Client client, S3Settings settings, Path folder, String runId) {
        this.client = client;
        this.settings = settings;
        this.folder = folder;
        this.runId = runId;
    }

    ResultsStore.Receipt run() throws StorageException {
        try {
            ResultsTree tree = ResultsTree.of(folder, settings);
            files = tree.items().size();
            refuseForeign(tree);
            for (ResultsTree.Item item : tree.items()) {
                current = item.key();
                store(item);
                stored++;
            }
            return new ResultsStore.Receipt(settings.location(), stored, tree.bytes());
        } catch (SdkException | IOException failure) {
            throw failed(Problems.reason(failure, settings, current), failure);
        }
    }

    private StorageException failed(String reason, @Nullable Throwable cause) {
        String sentence =
                "%s: %s; %d of %d files were stored, the local copy in %s is complete"
                        .formatted(Problems.opening(settings), reason, stored, files, folder);
        return cause == null
                ? new StorageException(sentence)
                : new StorageException(sentence, cause);
    }

    /** Looks at what is there before anything is sent. */
    private void refuseForeign(ResultsTree tree) throws StorageException {
        Set<String> there = listed();
        for (ResultsTree.Item item : tree.items()) {
            if (there.contains(item.key())) {
                requireOwn(item.key());
            }
        }
    }

    /** Keys below the path; none where listing is not allowed, which the bucket may forbid. */
    private Set<String> listed() {
        Set<String> keys = new HashSet<>();
        String prefix = settings.path().isEmpty() ? "" : settings.path() + "/";
        String next = null;
        try {
            for (int page = 0; page < MAX_LISTED_PAGES; page++) {
                String token = next;
                ListObjectsV2Response answer =
                        client.listObjectsV2(
                                request ->
                                        request.bucket(settings.bucket())
                                                .prefix(prefix)
                                                .continuationToken(token));
                answer.contents().stream().map(S3Object::key).forEach(keys::add);
                next = answer.nextContinuationToken();
                if (next == null) {
                    break;
                }
            }
        } catch (S3Exception refused) {
            if (refused.statusCode() != FORBIDDEN
                    || !Problems.code(refused).equals("AccessDenied")) {
                throw refused;
            }
        }
        return keys;
    }

    private void requireOwn(String key) throws StorageException {
        if (own.contains(key)) {
            return;
        }
        HeadObjectResponse there =
                client.headObject(request -> request.bucket(settings.bucket()).key(key));
        String owner = there.metadata().get(RUN_ID);
        if (!runId.equals(owner)) {
            throw failed(
                    "%s exists and belongs to %s; name another path"
                            .formatted(key, owner == null ? "something else" : "run " + owner),
                    null);
        }
        own.add(key);
    }

    /** Creates the object, or replaces it when it turns out to be of this run. */
    private void store(ResultsTree.Item item) throws IOException, StorageException {
        if (own.contains(item.key())) {
            send(item, false);
            return;
        }
        try {
            send(item, true);
        } catch (S3Exception refused) {
            switch (refused.statusCode()) {
                // A retried request may meet its own first try.
                case EXISTS, BUSY_WITH_SAME_KEY -> requireOwn(item.key());
                // The server knows no conditions; the listing has to do.
                case NOT_IMPLEMENTED -> {}
                default -> throw refused;
            }
            send(item, false);
        }
    }

    private void send(ResultsTree.Item item, boolean onlyNew) throws IOException {
        if (item.bytes() > PART_BYTES) {
            sendParts(item, onlyNew);
            return;
        }
        byte[] content = read(item, 0, (int) item.bytes());
        client.putObject(
                request ->
                        request.bucket(settings.bucket())
                                .key(item.key())
                                .metadata(Map.of(RUN_ID, runId))
                                .contentType(ContentTypes.of(item.key()))
                                .ifNoneMatch(onlyNew ? ANY : null),
                RequestBody.fromBytes(content));
    }

    private void sendParts(ResultsTree.Item item, boolean onlyNew) throws IOException {
        String upload =
                client.createMultipartUpload(
                                request ->
                                        request.bucket(settings.bucket())
                                                .key(item.key())
                                                .metadata(Map.of(RUN_ID, runId))
                                                .contentType(ContentTypes.of(item.key())))
                        .uploadId();
        boolean complete = false;
        try {
            List<CompletedPart> parts = parts(item, upload);
            client.completeMultipartUpload(
                    request ->
                            request.bucket(settings.bucket())
                                    .key(item.key())
                                    .uploadId(upload)
                                    .multipartUpload(all -> all.parts(parts))
                                    .ifNoneMatch(onlyNew ? ANY : null));
            complete = true;
        } finally {
            if (!complete) {
                abandon(item, upload);
            }
        }
    }

    private List<CompletedPart> parts(ResultsTree.Item item, String upload) throws IOException {
        int partBytes =
                Math.toIntExact(Math.max(PART_BYTES, Math.ceilDiv(item.bytes(), MAX_PARTS)));
        List<CompletedPart> parts = new ArrayList<>();
        for (long from = 0; from < item.bytes(); from += partBytes) {
            int number = parts.size() + 1;
            byte[] content = read(item, from, (int) Math.min(partBytes, item.bytes() - from));
            String tag =
                    client.uploadPart(
                                    request ->
                                            request.bucket(settings.bucket())
                                                    .key(item.key())
                                                    .uploadId(upload)
                                                    .partNumber(number),
                                    RequestBody.fromBytes(content))
                            .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        }
        return parts;
    }

    /** Parts that nobody completes cost money. */
    private void abandon(ResultsTree.Item item, String upload) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(settings.bucket()).key(item.key()).uploadId(upload));
        } catch (SdkException gone) {
            // The failure that led here is the one to tell.
            System.Logger log = System.getLogger(Upload.class.getName());
            log.log(System.Logger.Level.DEBUG, "parts were left behind", gone);
        }
    }

    private static byte[] read(ResultsTree.Item item, long from, int bytes) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(bytes);
        try (FileChannel file = FileChannel.open(item.file(), StandardOpenOption.READ)) {
            while (content.hasRemaining()) {
                if (file.read(content, from + content.position()) < 0) {
                    throw new IOException(item.file() + " became shorter while it was read");
                }
            }
        }
        return content.array();
    }
}
