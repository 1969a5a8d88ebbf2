package io.spillway.sim.http;

import io.netty.buffer.Unpooled;
import io.spillway.sim.EngineLimits;
import io.spillway.sim.InferenceEngine;
import io.spillway.sim.http.Pages.Identity;
import io.spillway.sim.http.SimulateSettings.HttpOptions;
import io.spillway.time.Scheduler;
import io.spillway.time.SystemTime;

import java.time.Instant;

/** Puts the routes of one server together. */
final class RouterAssembly {

    private static final String VERSION = "0.32.0";
    private static final int SCRATCH_BYTES = 4_096;

    private final Scheduler scheduler;
    private final SystemTime time;
    private final SimulateSettings settings;
    private final SendLog log;
    private final EngineLimits limits;
    private final ServerMetrics metrics;
    private final InferenceEngine engine;
    private final FaultSwitch faults = new FaultSwitch();

    RouterAssembly(Scheduler scheduler, SystemTime time, SimulateSettings settings, SendLog log) {
        this.scheduler = scheduler;
        this.time = time;
        this.settings = settings;
        this.log = log;
        this.limits = settings.engine().limits();
        this.metrics = new ServerMetrics(limits.maxModelLen());
        this.engine = settings.engine().create(scheduler, metrics);
    }

    InferenceEngine engine() {
        return engine;
    }

    Router router() {
        HttpOptions http = settings.http();
        Instant now = time.instantOf(time.nanos());
        Identity identity =
                new Identity(
                        settings.models(),
                        limits.maxModelLen(),
                        VERSION,
                        now.getEpochSecond(),
                        settings.seed());
        var facts =
                new MetricsPage.Facts(
                        settings.models().getFirst(),
                        http.flavour(),
                        now.toEpochMilli() / 1e3,
                        limits);
        return new Router(
                new Pages(new MetricsPage(facts, engine, metrics), identity),
                textRoutes(identity.fingerprint()),
                new AdminRoutes(faults, log),
                new Router.Context(scheduler, faults, metrics, http.apiKey()));
    }

    private TextRoutes textRoutes(String fingerprint) {
        var setup =
                new TextRoutes.Setup(
                        time,
                        log,
                        settings.http().stream(),
                        fingerprint,
                        limits.maxModelLen(),
                        settings.http().promptTokensDetails(),
                        Unpooled.buffer(SCRATCH_BYTES),
                        settings.seed());
        var admission =
                new Admission(
                        settings.models(),
                        limits.maxModelLen(),
                        limits.blockTokens(),
                        settings.seed());
        var tools = new Generation.Tools(scheduler, engine, metrics);
        return new TextRoutes(setup, admission, tools, faults);
    }
}
