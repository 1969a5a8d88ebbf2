package io.spillway.actuate.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.spillway.actuate.cluster.Cluster;
import io.spillway.actuate.cluster.PodView;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows the pods of a selector: lists them, watches from there on, and lists again whenever the
 * watch ends, for whatever reason: its time is over, the connection broke, the resource version is
 * too old. Nothing that happened in between can be missed that way.
 */
final class PodWatch implements AutoCloseable {

    private static final long WATCH_SECONDS = 60;

    /** A watch that neither tells anything nor ends is dead. */
    private static final long PATIENCE_SECONDS = 75;

    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final KubernetesClient client;
    private final String namespace;
    private final String selector;
    private final Cluster.Feed feed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private boolean away;

    PodWatch(KubernetesClient client, String namespace, String selector, Cluster.Feed feed) {
        this.client = client;
        this.namespace = namespace;
        this.selector = selector;
        this.feed = feed;
        this.thread = Thread.ofVirtual().name("spillway-pod-watch").start(this::run);
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        try {
            while (closed.getCount() > 0) {
                try {
                    listAndWatch();
                    pause = FIRST_PAUSE_MILLIS;
                } catch (RuntimeException refused) {
                    // A client that was closed says so in its own way.
                    if (closed.getCount() > 0) {
                        tellAway(refused);
                    }
                    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                }
                if (closed.await(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellAway(RuntimeException refused) {
        if (!away) {
            away = true;
            String what = "pods cannot be listed";
            feed.away(
                    refused instanceof KubernetesClientException known
                            ? Refusals.of(what, known).text()
                            : what + ": " + refused);
        }
    }

    private void listAndWatch() throws InterruptedException {
        var chosen = client.pods().inNamespace(namespace).withLabelSelector(selector);
        PodList list = chosen.list();
        var news = new News(list.getItems());
        if (away) {
            away = false;
            feed.back();
        }
        news.tell();
        var options =
                new ListOptionsBuilder()
                        .withResourceVersion(list.getMetadata().getResourceVersion())
                        .withTimeoutSeconds(WATCH_SECONDS)
                        .build();
        try (Watch _ = chosen.watch(options, news)) {
            news.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }

    /** What one watch brings, on the client's thread. */
    private final class News implements Watcher<Pod> {
        private final Map<String, PodView> pods = new TreeMap<>();
        private final CountDownLatch ended = new CountDownLatch(1);

        News(List<Pod> first) {
            first.forEach(pod -> pods.put(pod.getMetadata().getName(), PodParser.parse(pod)));
        }

        synchronized void tell() {
            if (closed.getCount() > 0) {
                feed.pods(List.copyOf(pods.values()));
            }
        }

        @Override
        public synchronized void eventReceived(Action action, Pod pod) {
            String name = pod.getMetadata().getName();
            switch (action) {
                case ADDED, MODIFIED -> pods.put(name, PodParser.parse(pod));
                case DELETED -> pods.remove(name);
                case ERROR -> ended.countDown();
                case BOOKMARK -> {}
            }
            tell();
        }

        @Override
        public void onClose(WatcherException cause) {
            ended.countDown();
        }

        @Override
        public void onClose() {
            ended.countDown();
        }
    }
}
