package io.spillway.wiring;

import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;
import io.spillway.record.RequestRecord;
import io.spillway.record.RequestRecorder;

import java.util.function.Consumer;

/** A recorder that also tells somebody of every request that ended. */
record ToldRecorder(RequestRecorder recorder, Consumer<RequestRecord> listener)
        implements RequestRecorder {

    @Override
    public void offered(int stage, long intendedNanos) {
        recorder.offered(stage, intendedNanos);
    }

    @Override
    public void sent(int stage, ReplicaId replica, long intendedNanos, long sentNanos) {
        recorder.sent(stage, replica, intendedNanos, sentNanos);
    }

    @Override
    public void firstText(int stage, long intendedNanos, long sentNanos, long firstTextNanos) {
        recorder.firstText(stage, intendedNanos, sentNanos, firstTextNanos);
    }

    @Override
    public void gap(int stage, long gapNanos) {
        recorder.gap(stage, gapNanos);
    }

    @Override
    public void gaps(int stage, long gapNanos, long count) {
        recorder.gaps(stage, gapNanos, count);
    }

    @Override
    public void finished(RequestRecord request) {
        recorder.finished(request);
        listener.accept(request);
    }

    @Override
    public void capped(int stage) {
        recorder.capped(stage);
    }

    @Override
    public LoadView recent(int inFlight, int held) {
        return recorder.recent(inFlight, held);
    }
}
