package io.spillway.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Servers for somebody who watches. */
class FleetTableTest {

    private static final FleetTable TABLE =
            new FleetTable(
                    List.of(
                            new FleetTable.Server("sim-1", "ready", 12, 256, 0.5, 1234.4, null),
                            new FleetTable.Server(
                                    "a-replica-with-a-name-that-is-longer-than-its-column",
                                    "ready",
                                    0,
                                    3,
                                    1.2,
                                    Double.NaN,
                                    null),
                            FleetTable.Server.silent(
                                    "sim-3", "silent", "connection refused ".repeat(10))));

    @Test
    void everyServerIsALine() {
        assertEquals(
                """
                server                                  waiting running     kv          tokens/s
                sim-1                          ready         12     256    50% ####        1,234
                a-replica-with-a-name-that-is… ready          0       3   120% ########        –
                sim-3                          silent         –       –      –                 –
                """,
                FleetTable.heading(Style.PLAIN)
                        + "\n"
                        + String.join(
                                "\n",
                                TABLE.lines(Style.PLAIN).stream()
                                        .filter(line -> !line.startsWith(" "))
                                        .toList())
                        + "\n");
    }

    @Test
    void theSumsLeaveOutWhatIsUnknown() {
        assertEquals(
                "3 servers                                    12     259   120% ########    1,234",
                TABLE.total(Style.PLAIN));
    }

    @Test
    void nothingIsWiderThanATerminal() {
        for (String line : TABLE.lines(Style.PLAIN)) {
            assertTrue(line.length() <= 80, line);
        }
        assertTrue(TABLE.lines(Style.PLAIN).getLast().endsWith("…"));
    }

    @Test
    void onlyColoursDependOnTheStyle() {
        assertEquals(
                TABLE.lines(Style.PLAIN),
                TABLE.lines(Style.COLOUR).stream()
                        .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                        .toList());
    }
}
