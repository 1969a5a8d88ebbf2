package io.spillway.report.compat;

import io.spillway.fleet.FailureCause;
import io.spillway.record.RequestRecord;
import io.spillway.record.RunFolder;
import io.spillway.record.StatsWindow;
import io.spillway.report.Json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What only the requests one by one can tell: failures with their messages, cached tokens, which
 * limits were kept, and the groups of adapters.
 */
final class RequestScan {
    private final InferencePerfOptions options;
    private final Details total;
    private final SortedMap<Integer, Details> stages = new TreeMap<>();
    private final Map<String, GroupStats> adapters = new LinkedHashMap<>();
    private final Map<String, SortedMap<Integer, GroupStats>> adapterStages = new LinkedHashMap<>();

    private RequestScan(InferencePerfOptions options) {
        this.options = options;
        this.total = new Details(options);
        for (String adapter : options.adapters()) {
            adapters.put(adapter, new GroupStats());
            adapterStages.put(adapter, new TreeMap<>());
        }
    }

    /** Reads every request inside the window. */
    static RequestScan of(
            RunFolder folder, InferencePerfOptions options, StatsWindow window, long loadStartNanos)
            throws IOException {
        var scan = new RequestScan(options);
        folder.requests(
                request -> {
                    if (window.contains(request.intendedNanos() - loadStartNanos)) {
                        scan.add(request);
                    }
                });
        return scan;
    }

    private void add(RequestRecord request) {
        total.add(request);
        stages.computeIfAbsent(request.stage(), _ -> new Details(options)).add(request);
        String model = request.model();
        GroupStats adapter = model == null ? null : adapters.get(model);
        if (adapter != null && model != null) {
            adapter.add(request);
            adapterStages
                    .getOrDefault(model, new TreeMap<>())
                    .computeIfAbsent(request.stage(), _ -> new GroupStats())
                    .add(request);
        }
    }

    Details total() {
        return total;
    }

    Details stage(int index) {
        return stages.getOrDefault(index, new Details(options));
    }

    Map<String, GroupStats> adapters() {
        return adapters;
    }

    SortedMap<Integer, GroupStats> adapterStages(String adapter) {
        return adapterStages.getOrDefault(adapter, new TreeMap<>());
    }

    /** Of one group. */
    static final class Details {
        private final InferencePerfOptions options;
        private final SortedMap<String, Failures> failures = new TreeMap<>();
        private final Map<String, Long> kept = new LinkedHashMap<>();
        private long cachedTokens;
        private long withCachedTokens;
        private long scheduled;
        private long good;
        private long goodTokens;

        Details(InferencePerfOptions options) {
            this.options = options;
            options.constraints().keySet().forEach(name -> kept.put(name, 0L));
        }

        void add(RequestRecord request) {
            scheduled++;
            FailureCause failure = request.failure();
            if (failure != null) {
                failures.computeIfAbsent(ErrorLabels.label(failure), _ -> new Failures())
                        .add(failure.detail(), options.maxErrorMessages());
                return;
            }
            if (request.cachedTokens() >= 0) {
                cachedTokens += request.cachedTokens();
                withCachedTokens++;
            }
            boolean all = true;
            for (Map.Entry<String, Double> limit : options.constraints().entrySet()) {
                boolean within = Constraint.seconds(limit.getKey(), request) <= limit.getValue();
                all &= within;
                kept.merge(limit.getKey(), within ? 1L : 0L, Long::sum);
            }
            if (all) {
                good++;
                goodTokens += Math.max(0, request.outputTokens());
            }
        }

        SortedMap<String, Failures> failures() {
            return failures;
        }

        /** -1 when no server said. */
        long cachedTokens() {
            return withCachedTokens == 0 ? -1 : cachedTokens;
        }

        /** All requests, failures included. */
        long scheduled() {
            return scheduled;
        }

        long good() {
            return good;
        }

        long goodTokens() {
            return goodTokens;
        }

        /** Adds the share of all requests within each limit, in per cent. */
        Json addAttainments(Json json) {
            kept.forEach(
                    (name, within) ->
                            json.put(
                                    name + "_attainment_percentage",
                                    scheduled == 0 ? Double.NaN : 100.0 * within / scheduled));
            return json;
        }
    }

    /** Failures of one kind. */
    static final class Failures {
        private final List<String> messages = new ArrayList<>();
        private long count;

        private void add(String message, int most) {
            count++;
            if (messages.size() < most && !messages.contains(message)) {
                messages.add(message);
            }
        }

        long count() {
            return count;
        }

        List<String> messages() {
            return messages;
        }
    }
}
