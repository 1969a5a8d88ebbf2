package io.spillway.actuate.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.fabric8.kubernetes.client.Config;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A kubeconfig for the same cluster and credentials as the client's, for another client in this
 * process. Written as JSON, which is YAML. A secret: never to be logged.
 */
final class KubeconfigText {

    private static final String NAME = "spillway";
    private static final String TOKEN_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private KubeconfigText() {}

    static String of(Config config, String namespace, boolean inside) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", "v1");
        document.put("kind", "Config");
        document.put("current-context", NAME);
        document.put("clusters", List.of(Map.of("name", NAME, "cluster", cluster(config))));
        document.put("users", List.of(Map.of("name", NAME, "user", user(config, inside))));
        Map<String, Object> context = Map.of("cluster", NAME, "user", NAME, "namespace", namespace);
        document.put("contexts", List.of(Map.of("name", NAME, "context", context)));
        return new ObjectMapper().writeValueAsString(document);
    }

    private static Map<String, Object> cluster(Config config) {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("server", config.getMasterUrl());
        put(cluster, "certificate-authority-data", config.getCaCertData());
        if (config.getCaCertData() == null) {
            put(cluster, "certificate-authority", config.getCaCertFile());
        }
        if (config.isTrustCerts()) {
            cluster.put("insecure-skip-tls-verify", true);
            cluster.remove("certificate-authority-data");
            cluster.remove("certificate-authority");
        }
        put(cluster, "tls-server-name", config.getTlsServerName());
        return cluster;
    }

    private static Map<String, Object> user(Config config, boolean inside) throws IOException {
        Map<String, Object> user = new LinkedHashMap<>();
        put(user, "client-certificate-data", config.getClientCertData());
        put(user, "client-key-data", config.getClientKeyData());
        if (config.getClientCertData() == null) {
            put(user, "client-certificate", config.getClientCertFile());
        }
        if (config.getClientKeyData() == null) {
            put(user, "client-key", config.getClientKeyFile());
        }
        put(user, "username", config.getUsername());
        put(user, "password", config.getPassword());
        JsonNode program = program(config);
        if (inside) {
            // The token on disk is renewed; the one that was read is not.
            user.put("tokenFile", TOKEN_FILE);
        } else if (program != null) {
            user.put("exec", program);
        } else {
            String token =
                    config.getOauthToken() != null
                            ? config.getOauthToken()
                            : config.getAutoOAuthToken();
            put(user, "token", token);
        }
        return user;
    }

    /** The program that makes credentials, so that it can be asked again when they run out. */
    private static @Nullable JsonNode program(Config config) throws IOException {
        File file = config.getFileWithAuthInfo();
        var current = config.getCurrentContext();
        if (file == null || current == null || current.getContext() == null) {
            return null;
        }
        String name = current.getContext().getUser();
        for (JsonNode user : new YAMLMapper().readTree(file).path("users")) {
            JsonNode program = user.path("user").path("exec");
            if (user.path("name").asText().equals(name) && program.isObject()) {
                return program;
            }
        }
        return null;
    }

    private static void put(Map<String, Object> map, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            map.put(key, value);
        }
    }
}
