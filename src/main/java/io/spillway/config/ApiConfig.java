package io.spillway.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code api}: how requests are asked.
 *
 * @param type which route
 * @param streaming whether tokens are streamed; without it there is no TTFT and no ITL
 * @param headers added to every request; their values may be secrets
 * @param extraBody further fields of the JSON body, {@code response_format} among them
 * @param slo per-request limits that travel in headers
 * @param sessionIdHeader header that carries the conversation, null for none
 */
public record ApiConfig(
        Type type,
        boolean streaming,
        Map<String, Secret> headers,
        Map<String, Object> extraBody,
        SloHeaders slo,
        @Nullable String sessionIdHeader) {

    public ApiConfig {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        extraBody = Collections.unmodifiableMap(new LinkedHashMap<>(extraBody));
    }

    /** The route of the requests. */
    public enum Type implements Choice {
        COMPLETION,
        CHAT,
        /** Asks the server which of the two it has; completion when it has both. */
        AUTO
    }

    /** The unit of limits in headers. */
    public enum SloUnit implements Choice {
        S(1),
        MS(1e-3),
        US(1e-6);

        private final double seconds;

        SloUnit(double seconds) {
            this.seconds = seconds;
        }

        /** How many seconds one is. */
        public double seconds() {
            return seconds;
        }
    }

    /** Names of the headers that carry limits, and their unit. */
    public record SloHeaders(SloUnit unit, String ttftHeader, String tpotHeader) {}

    private enum Format implements Choice {
        JSON_SCHEMA,
        JSON_OBJECT
    }

    static ApiConfig read(Section s) {
        Type type =
                s.choice(
                        "type",
                        Type.COMPLETION,
                        Map.of(
                                "anthropic_messages",
                                "write completion or chat: servers that speak the messages route"
                                        + " speak these too"));
        boolean streaming = s.flag("streaming", true);
        Map<String, Secret> headers = headers(s);
        Map<String, Object> extraBody = new LinkedHashMap<>(s.freeMap("extra_body"));
        Map<String, Object> format = s.section("response_format", ApiConfig::responseFormat);
        if (format != null) {
            extraBody.putIfAbsent("response_format", format);
        }
        SloUnit unit = s.choice("slo_unit", SloUnit.MS);
        SloHeaders slo =
                new SloHeaders(
                        unit,
                        s.text("slo_ttft_header", "x-slo-ttft-" + unit.yaml()),
                        s.text("slo_tpot_header", "x-slo-tpot-" + unit.yaml()));
        s.text("session_token_header_key");
        if (s.has("session_token_header_key")) {
            s.warn(
                    "session_token_header_key",
                    "has no effect: what a server hands out is not carried to the next turn");
        }
        return new ApiConfig(
                type, streaming, headers, extraBody, slo, s.text("session_id_header_key"));
    }

    private static Map<String, Secret> headers(Section s) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        s.textMap("headers")
                .forEach(
                        (name, value) -> {
                            Secret header = new Secret(value);
                            headers.put(name, header);
                            if (SecretNames.isSecret(name)) {
                                s.reading().keep(header);
                            }
                        });
        s.textMap("headers_env")
                .forEach(
                        (name, variable) -> {
                            String value = s.environment("headers_env", variable);
                            if (value != null) {
                                headers.put(name, s.reading().keep(new Secret(value)));
                            }
                        });
        return headers;
    }

    private static Map<String, Object> responseFormat(Section s) {
        Format type = s.choice("type", Format.JSON_SCHEMA);
        String name = s.text("name", "structured_output");
        Map<String, Object> schema = s.freeMap("json_schema");
        Map<String, Object> format = new LinkedHashMap<>();
        format.put("type", type.yaml());
        if (type == Format.JSON_SCHEMA) {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put("name", name);
            named.put("schema", schema);
            format.put("json_schema", Collections.unmodifiableMap(named));
            if (s.present() && schema.isEmpty()) {
                s.missing("json_schema", "write the schema of the answer, or type: json_object");
            }
        }
        return Collections.unmodifiableMap(format);
    }
}
