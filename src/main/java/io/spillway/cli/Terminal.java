package io.spillway.cli;

import io.spillway.fleet.RunEvent;
import io.spillway.record.SecondRow;
import io.spillway.report.EventText;
import io.spillway.report.ProgressLine;
import io.spillway.report.Style;
import io.spillway.study.RunListener;

import java.io.Console;
import java.io.PrintWriter;
import java.net.URI;

/**
 * What a person sees while a run goes: one live line and the events above it on a terminal, plain
 * lines now and then in a pipe. Called on the control thread.
 */
final class Terminal implements RunListener {

    private static final int PLAIN_EVERY_SECONDS = 5;
    private static final String CLEAR_LINE = "\r\u001B[K";

    private final PrintWriter out;
    private final boolean live;
    private final Style style;
    private long seconds;
    private boolean lineShown;

    private Terminal(PrintWriter out, boolean live, Style style) {
        this.out = out;
        this.live = live;
        this.style = style;
    }

    /** Progress on this writer; a live line only where it leads to a terminal. */
    static Terminal on(PrintWriter out, boolean isTerminal) {
        return new Terminal(out, isTerminal, style(isTerminal));
    }

    /** Colour on terminals, unless {@code NO_COLOR} is set. */
    static Style style(boolean isTerminal) {
        String noColor = System.getenv("NO_COLOR");
        boolean wanted = noColor == null || noColor.isEmpty();
        return isTerminal && wanted ? Style.COLOUR : Style.PLAIN;
    }

    // The JDK documents null for some configurations; the checker's model of it differs.
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Says where the live page is. */
    static void dashboard(PrintWriter out, URI address) {
        out.println("Dashboard: " + address);
        out.flush();
    }

    @Override
    public void dashboard(URI address) {
        dashboard(out, address);
    }

    @Override
    public void event(RunEvent event) {
        if (event instanceof RunEvent.Checked || event instanceof RunEvent.PhaseReached) {
            return;
        }
        clear();
        out.println(EventText.line(event, style));
        out.flush();
    }

    @Override
    public void second(SecondRow row) {
        seconds++;
        if (live) {
            clear();
            out.print(ProgressLine.of(row, style));
            out.flush();
            lineShown = true;
        } else if (seconds % PLAIN_EVERY_SECONDS == 0) {
            out.println(ProgressLine.of(row, style));
            out.flush();
        }
    }

    /** Removes the live line, so that something else can be printed. */
    void clear() {
        if (lineShown) {
            out.print(CLEAR_LINE);
            lineShown = false;
        }
    }
}
