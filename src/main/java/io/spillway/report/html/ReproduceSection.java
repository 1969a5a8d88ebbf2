package io.spillway.report.html;

import io.spillway.analysis.RunSummary;
import io.spillway.report.RunData;

import java.util.Locale;

/** What it takes to make the same run again: the command, the configuration, the machine. */
final class ReproduceSection {
    private ReproduceSection() {}

    static void addTo(Html page, RunData data) {
        RunSummary summary = data.summary();
        RunSummary.Identity identity = summary.identity();
        page.element(
                "pre",
                "spillway run -c config.yaml --clock %s --seed %d"
                        .formatted(
                                identity.clock().name().toLowerCase(Locale.ROOT), identity.seed()));
        RunSummary.Environment environment = summary.environment();
        var table = new Table("environment", "Where it ran").words("").words("");
        table.row("Spillway").text(environment.version());
        table.row("Java").text(environment.java());
        table.row("processors").text(String.valueOf(environment.cpus()));
        table.row("operating system").text(environment.os());
        table.row("started").text(identity.startedAt().toString());
        table.addTo(page);
        String config = data.config();
        if (config != null) {
            page.open("details").element("summary", "Configuration as run, secrets removed");
            page.element("pre", config, "id", "config");
            page.close("details").line();
        }
    }
}
