package io.spillway.actuate.apiserver;

/** What a path names. Empty parts are absent. */
record Route(
        String groupVersion, String namespace, String resource, String name, String sub) {

    static Route of(String path) {
        String[] parts = path.substring(1).split("/");
        int at;
        String groupVersion;
        if (parts[0].equals("api") && parts.length > 2) {
            groupVersion = parts[1];
            at = 2;
        } else if (parts[0].equals("apis") && parts.length > 3) {
            groupVersion = parts[1] + "/" + parts[2];
            at = 3;
        } else {
            throw new Refusal(404, "NotFound", "the server has no " + path);
        }
        String namespace = "";
        if (parts[at].equals("namespaces") && parts.length > at + 2) {
            namespace = parts[at + 1];
            at += 2;
        }
        Route route =
                new Route(
                        groupVersion,
                        namespace,
                        parts[at],
                        parts.length > at + 1 ? parts[at + 1] : "",
                        parts.length > at + 2 ? parts[at + 2] : "");
        if (Discovery.kind(groupVersion, route.resource) == null
                && !route.resource.equals("selfsubjectaccessreviews")) {
            throw new Refusal(404, "NotFound", "the server has no " + path);
        }
        return route;
    }

    String resourceAndSub() {
        return sub.isEmpty() ? resource : resource + "/" + sub;
    }

    String verb(FakeApiServer.Call call) {
        return switch (call.method()) {
            case "GET" ->
                    !name.isEmpty()
                            ? "get"
                            : "true".equals(call.query().get("watch"))
                                            || "1".equals(call.query().get("watch"))
                                    ? "watch"
                                    : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> throw new Refusal(405, "MethodNotAllowed", call.method());
        };
    }

    String key() {
        return groupVersion + "|" + resource + "|" + namespace + "|" + name;
    }
}
