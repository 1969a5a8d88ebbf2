package io.spillway.prompt.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Objects in a file that is one JSON array, or objects one after another. Read as a stream, so that
 * one row at a time is in memory; each row can be read again by its place.
 */
record JsonRowFile(Path path) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Hears of each row; false ends the reading. */
    interface RowVisitor {
        boolean row(DatasetRow row, long offset, int length) throws IOException;
    }

    /** Reads rows until the end or until the visitor has enough; false in the latter case. */
    boolean scan(RowVisitor visitor) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
                JsonParser parser = JSON.createParser(in)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    long offset = parser.currentTokenLocation().getByteOffset();
                    DatasetRow row = DatasetRow.read(parser);
                    long end = parser.currentLocation().getByteOffset();
                    if (!visitor.row(row, offset, Math.toIntExact(end - offset))) {
                        return false;
                    }
                } else if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
                    throw new DatasetException(
                            "%s holds %s where a row should be: allowed are JSON objects"
                                    .formatted(path, token));
                }
            }
            return true;
        }
    }

    /** Reads the row at a place that {@link #scan} has named. */
    DatasetRow at(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(path)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new DatasetException(
                            "%s has become shorter while in use".formatted(path));
                }
            }
        }
        try (JsonParser parser = JSON.createParser(bytes.array())) {
            parser.nextToken();
            return DatasetRow.read(parser);
        }
    }
}
