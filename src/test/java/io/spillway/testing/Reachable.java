package io.spillway.testing;

import io.spillway.fleet.Endpoint;

import java.io.IOException;
import java.net.HttpURLConnection;

/** Whether a server answers. */
public final class Reachable {

    private static final int LIMIT_MILLIS = 1_000;

    private Reachable() {}

    /** Whether a GET of a path is answered with 200 in time. */
    public static boolean answers(Endpoint endpoint, String path) {
        try {
            var connection = (HttpURLConnection) endpoint.resolve(path).toURL().openConnection();
            connection.setConnectTimeout(LIMIT_MILLIS);
            connection.setReadTimeout(LIMIT_MILLIS);
            return connection.getResponseCode() == 200;
        } catch (IOException refused) {
            return false;
        }
    }
}
