package io.spillway.load;

import io.spillway.fleet.LoadView;
import io.spillway.fleet.ReplicaId;
import io.spillway.record.RequestRecord;
import io.spillway.record.RequestRecorder;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a recorder is told. */
final class Recorded implements RequestRecorder {
    final List<RequestRecord> ended = new ArrayList<>();
    final List<Long> gaps = new ArrayList<>();
    int offered;
    int capped;

    @Override
    public void offered(int stage, long intendedNanos) {
        offered++;
    }

    @Override
    public void sent(int stage, ReplicaId replica, long intendedNanos, long sentNanos) {}

    @Override
    public void firstText(int stage, long intendedNanos, long sentNanos, long firstTextNanos) {}

    @Override
    public void gap(int stage, long gapNanos) {
        gaps.add(gapNanos);
    }

    @Override
    public void gaps(int stage, long gapNanos, long count) {}

    @Override
    public void finished(RequestRecord request) {
        ended.add(request);
    }

    @Override
    public void capped(int stage) {
        capped++;
    }

    @Override
    public LoadView recent(int inFlight, int held) {
        return LoadView.IDLE;
    }
}
