package io.spillway.dashboard;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a late joiner gets to see: the last two hours of seconds as they were, seconds before that
 * ever further apart, the newest checks, and the newest events of every other kind. Bounded in
 * number and in bytes; with very many replicas the bytes may run out before two hours.
 *
 * <p>Confined to the dashboard's loop.
 */
final class History {
    static final int RECENT_SECONDS = 7_200;
    static final int OLD_SECONDS = 3_600;
    static final int CHECKS = 2_000;
    static final int EVENTS = 5_000;
    private static final long MAX_BYTES = 96L << 20;

    private final TreeMap<Long, Item> items = new TreeMap<>();
    private final Deque<Long> recent = new ArrayDeque<>();
    private final Deque<Long> checks = new ArrayDeque<>();
    private final Deque<Long> events = new ArrayDeque<>();
    private final long maxBytes;
    private List<Long> old = new ArrayList<>();
    private long aged;
    private int stride = 1;
    private long newest;
    private long bytes;

    /** What kind of item it is: each kind has its own bound. */
    enum Kind {
        SECOND,
        CHECK,
        EVENT
    }

    /** One thing that was published; its frame is shared by every viewer. */
    static final class Item {
        private final long id;
        private final byte[] frame;

        private Item(long id, byte[] frame) {
            this.id = id;
            this.frame = frame;
        }

        long id() {
            return id;
        }

        byte[] frame() {
            return frame;
        }
    }

    History() {
        this(MAX_BYTES);
    }

    History(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The id that the next item will have; the first is 1. */
    long nextId() {
        return newest + 1;
    }

    void add(Kind kind, byte[] frame) {
        newest++;
        items.put(newest, new Item(newest, frame));
        bytes += frame.length;
        switch (kind) {
            case SECOND -> {
                recent.add(newest);
                if (recent.size() > RECENT_SECONDS) {
                    age();
                }
            }
            case CHECK -> bound(checks, CHECKS);
            case EVENT -> bound(events, EVENTS);
        }
        while (bytes > maxBytes && recent.size() > 1) {
            if (old.isEmpty()) {
                age();
            } else {
                remove(old.removeFirst());
            }
        }
    }

    private void bound(Deque<Long> ids, int most) {
        ids.add(newest);
        if (ids.size() > most) {
            remove(ids.remove());
        }
    }

    /** Moves the oldest of the recent seconds to the thinned ones, or drops it. */
    private void age() {
        long id = recent.remove();
        if (aged++ % stride != 0) {
            remove(id);
            return;
        }
        old.add(id);
        if (old.size() > OLD_SECONDS) {
            thin();
        }
    }

    private void thin() {
        stride *= 2;
        var kept = new ArrayList<Long>();
        for (int i = 0; i < old.size(); i++) {
            if (i % 2 == 0) {
                kept.add(old.get(i));
            } else {
                remove(old.get(i));
            }
        }
        old = kept;
    }

    private void remove(long id) {
        Item gone = items.remove(id);
        if (gone != null) {
            bytes -= gone.frame().length;
        }
    }

    /** The first item after this id, null when there is none yet. */
    @Nullable Item after(long id) {
        Map.Entry<Long, Item> next = items.higherEntry(id);
        return next == null ? null : next.getValue();
    }

    long newestId() {
        return newest;
    }

    int size() {
        return items.size();
    }

    long bytes() {
        return bytes;
    }
}
