package io.spillway;

import io.spillway.cli.Spillway;

/** Entry point: command line in, exit code out. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Read by libraries when their classes load: no telemetry, and idle sockets leave well
        // before a vLLM server closes them at 5 s.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("jdk.httpclient.keepalive.timeout", "2");
        System.exit(Spillway.run(args));
    }
}
