package io.spillway.time;

import java.util.PriorityQueue;

/**
 * The virtual clock: a queue of (deadline, sequence) that jumps from task to task. Single-threaded;
 * the same tasks in the same order give the same run, every time.
 */
public final class VirtualTime implements Scheduler {

    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private long nowNanos;
    private long sequence;
    private long executed;

    @Override
    public long nanos() {
        return nowNanos;
    }

    @Override
    public Cancellable at(long nanos, Runnable task) {
        var entry = new Entry(Math.max(nanos, nowNanos), sequence++, task);
        queue.add(entry);
        return entry;
    }

    /** Runs the next task; false when there is none. */
    public boolean runNext() {
        Entry entry;
        do {
            entry = queue.poll();
            if (entry == null) {
                return false;
            }
        } while (entry.cancelled);
        nowNanos = entry.nanos;
        executed++;
        entry.task.run();
        return true;
    }

    /** Runs every task due up to and including the given time, then stands at that time. */
    public void runUntil(long nanos) {
        while (true) {
            Entry head = queue.peek();
            if (head == null || head.nanos > nanos) {
                break;
            }
            if (head.cancelled) {
                queue.poll();
            } else {
                runNext();
            }
        }
        nowNanos = Math.max(nowNanos, nanos);
    }

    /** How many tasks have run: a bound on it turns a livelock into a failure. */
    public long executed() {
        return executed;
    }

    private static final class Entry implements Comparable<Entry>, Cancellable {
        private final long nanos;
        private final long sequence;
        private final Runnable task;
        private boolean cancelled;

        Entry(long nanos, long sequence, Runnable task) {
            this.nanos = nanos;
            this.sequence = sequence;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
