package io.spillway.storage;

/** What browsers need to know of an object to show it. */
final class ContentTypes {

    private ContentTypes() {}

    static String of(String key) {
        return switch (key.substring(key.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "json" -> "application/json";
            case "jsonl" -> "application/x-ndjson";
            case "csv" -> "text/csv; charset=utf-8";
            case "yaml", "yml" -> "application/yaml";
            case "log", "hlog", "txt" -> "text/plain; charset=utf-8";
            case "xml" -> "application/xml";
            default -> "application/octet-stream";
        };
    }
}
