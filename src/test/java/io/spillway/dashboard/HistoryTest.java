package io.spillway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class HistoryTest {
    private static final byte[] FRAME = new byte[100];

    private static List<Long> ids(History history) {
        var ids = new ArrayList<Long>();
        for (History.Item item = history.after(0); item != null; item = history.after(item.id())) {
            ids.add(item.id());
        }
        return ids;
    }

    @Test
    void keepsEverySecondOfTheLastTwoHoursAndThinsWhatIsOlder() {
        var history = new History();
        int seconds = 40 * 3_600;
        for (int i = 0; i < seconds; i++) {
            history.add(History.Kind.SECOND, FRAME);
        }

        List<Long> ids = ids(history);
        for (long id = seconds; id > seconds - 7_200; id--) {
            assertTrue(ids.contains(id), "second " + id);
        }
        assertTrue(ids.size() > 8_500 && ids.size() <= 10_800, "kept " + ids.size());
        assertEquals(1, ids.getFirst());
        long widest = 0;
        for (int i = 1; i < ids.size(); i++) {
            widest = Math.max(widest, ids.get(i) - ids.get(i - 1));
        }
        assertTrue(widest <= 64, "a gap of " + widest);
    }

    @Test
    void manyChecksDoNotPushOtherEventsOut() {
        var history = new History();
        history.add(History.Kind.EVENT, FRAME);
        for (int i = 0; i < 100_000; i++) {
            history.add(History.Kind.CHECK, FRAME);
        }

        assertEquals(History.CHECKS + 1, history.size());
        History.Item first = history.after(0);
        assertNotNull(first);
        assertEquals(1, first.id());
    }

    @Test
    void neverHoldsMoreBytesThanItMay() {
        var history = new History(10_000);
        for (int i = 0; i < 1_000; i++) {
            history.add(History.Kind.SECOND, FRAME);
            assertTrue(history.bytes() <= 10_000);
        }
        assertEquals(100, history.size());
        assertEquals(1_000, history.newestId());
        assertNull(history.after(1_000));
    }

    @Test
    void aViewerIsGivenWhatItsConnectionTakesAndTheRestWhenItIsEmptied() {
        var channel = new EmbeddedChannel();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(500, 1_000));
        var history = new History();
        for (int i = 0; i < 100; i++) {
            history.add(History.Kind.SECOND, FRAME);
        }
        var viewer = new Viewer(channel, history, 0);

        viewer.pump();

        int frames = 0;
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            frames++;
            if (out instanceof ByteBuf bytes) {
                bytes.release();
            }
        }
        assertEquals(100, frames);
    }

    @Test
    void aViewerThatTakesNothingBetweenTwoHeartbeatsIsDropped() {
        var channel = new EmbeddedChannel();
        var history = new History();
        var viewer = new Viewer(channel, history, 0);
        assertTrue(viewer.heartbeat());

        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

        assertFalse(channel.isWritable());
        assertTrue(viewer.heartbeat());
        assertFalse(viewer.heartbeat());
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        assertTrue(viewer.heartbeat());
        channel.finishAndReleaseAll();
    }
}
