package io.spillway.actuate.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads Secrets as Kubernetes writes them in protobuf: {@code k8s\0}, then {@code Unknown{2: raw}},
 * with {@code Secret{1: ObjectMeta, 2: data, 3: type}}.
 */
final class Protobuf {

    private record Field(int number, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private Protobuf() {}

    static ObjectNode secret(byte[] body) {
        byte[] unknown = java.util.Arrays.copyOfRange(body, 4, body.length);
        ObjectNode secret = FakeApiServer.JSON.createObjectNode();
        for (Field outer : fields(unknown)) {
            if (outer.number == 1) {
                for (Field type : fields(outer.bytes)) {
                    secret.put(type.number == 1 ? "apiVersion" : "kind", type.text());
                }
            } else if (outer.number == 2) {
                read(secret, outer.bytes);
            }
        }
        return secret;
    }

    private static void read(ObjectNode secret, byte[] raw) {
        for (Field field : fields(raw)) {
            switch (field.number) {
                case 1 -> metadata(secret.withObjectProperty("metadata"), field.bytes);
                case 2 -> {
                    List<Field> entry = fields(field.bytes);
                    secret.withObjectProperty("data")
                            .put(
                                    entry.get(0).text(),
                                    Base64.getEncoder().encodeToString(entry.get(1).bytes));
                }
                case 3 -> secret.put("type", field.text());
                default -> {}
            }
        }
    }

    private static void metadata(ObjectNode metadata, byte[] raw) {
        for (Field field : fields(raw)) {
            switch (field.number) {
                case 1 -> metadata.put("name", field.text());
                case 3 -> metadata.put("namespace", field.text());
                case 6 -> metadata.put("resourceVersion", field.text());
                case 11, 12 -> {
                    List<Field> entry = fields(field.bytes);
                    metadata.withObjectProperty(field.number == 11 ? "labels" : "annotations")
                            .put(entry.get(0).text(), entry.size() < 2 ? "" : entry.get(1).text());
                }
                default -> {}
            }
        }
    }

    private static List<Field> fields(byte[] bytes) {
        List<Field> fields = new ArrayList<>();
        int[] at = {0};
        while (at[0] < bytes.length) {
            long tag = varint(bytes, at);
            int number = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> varint(bytes, at);
                case 1 -> at[0] += 8;
                case 2 -> {
                    int length = (int) varint(bytes, at);
                    fields.add(
                            new Field(
                                    number,
                                    java.util.Arrays.copyOfRange(bytes, at[0], at[0] + length)));
                    at[0] += length;
                }
                case 5 -> at[0] += 4;
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            }
        }
        return fields;
    }

    private static long varint(byte[] bytes, int[] at) {
        long value = 0;
        int shift = 0;
        while (true) {
            byte b = bytes[at[0]++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
            shift += 7;
        }
    }
}
