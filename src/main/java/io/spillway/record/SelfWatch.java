package io.spillway.record;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Watches this process while it generates load: how late its timers are, how much processor it
 * uses, how long it stops for garbage collection. Live runs only. Any thread.
 */
public final class SelfWatch implements AutoCloseable {
    private static final long SHORTEST_NANOS = 500_000_000;

    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final NotificationListener onCollection = (notice, _) -> collected(notice);
    private final List<NotificationEmitter> collectors = new ArrayList<>();

    private final LatencyHistogram loopLag = LatencyHistogram.ofRequests();
    private final LatencyHistogram timerLateness = LatencyHistogram.ofRequests();
    private final SampleBuffer loopLagOfSecond = new SampleBuffer();
    private long firstNanos = -1;
    private long firstCpuNanos;
    private long lastNanos;
    private long lastCpuNanos;
    private double cpuShareMax = Double.NaN;
    private long pauseMaxMillis;
    private long pauseTotalMillis;

    /** Begins to listen for collections. */
    public static SelfWatch start() {
        var watch = new SelfWatch();
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (stopsTheWorld(bean.getName()) && bean instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(watch.onCollection, null, null);
                watch.collectors.add(emitter);
            }
        }
        return watch;
    }

    private SelfWatch() {}

    /** Concurrent collectors report their cycles and their pauses as two beans. */
    private static boolean stopsTheWorld(String collector) {
        String name = collector.toLowerCase(Locale.ROOT);
        return !name.contains("concurrent") && !name.contains("cycles");
    }

    private void collected(Notification notice) {
        if (notice.getUserData() instanceof CompositeData data
                && notice.getType()
                        .equals(
                                GarbageCollectionNotificationInfo
                                        .GARBAGE_COLLECTION_NOTIFICATION)) {
            paused(GarbageCollectionNotificationInfo.from(data).getGcInfo().getDuration());
        }
    }

    synchronized void paused(long millis) {
        pauseMaxMillis = Math.max(pauseMaxMillis, millis);
        pauseTotalMillis += millis;
    }

    /** A timer of the driver fired this much after it was due. */
    public synchronized void loopLag(long lateNanos) {
        loopLag.record(lateNanos);
        loopLagOfSecond.add(Math.max(0, lateNanos));
    }

    /** The 99th percentile of loop lag since the last call; NaN when there was none. */
    public synchronized double takeLoopLagP99Seconds() {
        double p99 = Quantiles.of(loopLagOfSecond).p99Seconds();
        loopLagOfSecond.clear();
        return p99;
    }

    /** A timer of an otherwise idle thread fired this much after it was due. */
    public synchronized void timerLateness(long lateNanos) {
        timerLateness.record(lateNanos);
    }

    /** Reads the processor time; to be called about once a second with the run time. */
    public void sampleCpu(long nowNanos) {
        cpu(nowNanos, system.getProcessCpuTime());
    }

    /** A late call is followed by the next one at once: so short a time has no share of its own. */
    synchronized void cpu(long nowNanos, long cpuNanos) {
        if (firstNanos < 0) {
            firstNanos = nowNanos;
            firstCpuNanos = cpuNanos;
        } else if (nowNanos - lastNanos < SHORTEST_NANOS) {
            return;
        } else {
            double share = share(cpuNanos - lastCpuNanos, nowNanos - lastNanos);
            cpuShareMax = Double.isNaN(cpuShareMax) ? share : Math.max(cpuShareMax, share);
        }
        lastNanos = nowNanos;
        lastCpuNanos = cpuNanos;
    }

    private double share(long cpuNanos, long wallNanos) {
        return Math.min(1, (double) cpuNanos / wallNanos / processors);
    }

    /** What has been seen so far. */
    public synchronized GeneratorHealth health() {
        return new GeneratorHealth(
                loopLag.percentile(99) / 1e9,
                timerLateness.percentile(99) / 1e9,
                firstNanos >= 0 && lastNanos > firstNanos
                        ? share(lastCpuNanos - firstCpuNanos, lastNanos - firstNanos)
                        : Double.NaN,
                cpuShareMax,
                pauseMaxMillis / 1e3,
                pauseTotalMillis / 1e3);
    }

    @Override
    public void close() {
        for (NotificationEmitter collector : collectors) {
            try {
                collector.removeNotificationListener(onCollection);
            } catch (ListenerNotFoundException gone) {
                // Removed before: nothing is left to stop.
            }
        }
        collectors.clear();
    }
}
