package io.spillway.sim.http;

import io.spillway.sim.InferenceEngine;
import io.spillway.sim.InferenceEngine.FinishReason;
import io.spillway.sim.InferenceEngine.Submission;
import io.spillway.sim.InferenceEngine.TokenListener;
import io.spillway.sim.http.Admission.Plan;
import io.spillway.sim.http.Admission.PlannedChoice;
import io.spillway.sim.http.Faults.MidStream;
import io.spillway.time.Scheduler;

import java.util.ArrayList;
import java.util.List;

/**
 * A request for text under way: its answers in the engine, and the reply that grows from them.
 * Confined to the server's loop.
 */
final class Generation {

    private final Tools tools;
    private final Plan plan;
    private final Faults faults;
    private final Reply reply;
    private final List<Answer> answers = new ArrayList<>();
    private int open;
    private boolean over;

    Generation(Tools tools, Plan plan, Faults faults, Reply reply) {
        this.tools = tools;
        this.plan = plan;
        this.faults = faults;
        this.reply = reply;
    }

    /** What a generation works with. */
    record Tools(Scheduler scheduler, InferenceEngine engine, ServerMetrics metrics) {}

    /** How the client hears of its answers. */
    interface Reply {
        void begin();

        /** The answer has one more token, which is not its last. */
        void grew(Answer answer);

        /**
         * The answer is complete; {@code last} when all are, {@code broken} when that ends here.
         */
        void ended(Answer answer, boolean last, boolean broken);

        /** A fault strikes. */
        void breakOff(MidStream way);

        /** The client is gone: nothing more can be sent. */
        void abandoned();

        /** The answer has a whole block of tokens more, maybe up to its last. */
        default void grewBlock(Answer answer) {}

        /** False while the socket is full. */
        default boolean isReady() {
            return true;
        }
    }

    void start() {
        reply.begin();
        for (PlannedChoice choice : plan.choices()) {
            answers.add(new Answer(this, clipped(choice), answers.size()));
        }
        open = answers.size();
        for (Answer answer : answers) {
            TokenListener listener =
                    faults.slow() > 1
                            ? new SlowedListener(answer, tools.scheduler(), faults.slow())
                            : answer;
            answer.submitted(tools.engine().submit(answer.planned().submission(), listener));
        }
    }

    private PlannedChoice clipped(PlannedChoice choice) {
        Submission asked = choice.submission();
        if (faults.stopAfter() >= asked.outputTokens()) {
            return choice;
        }
        Submission less =
                new Submission(
                        asked.promptTokens(), faults.stopAfter(), asked.blockHashes(), asked.tag());
        return new PlannedChoice(less, FinishReason.STOP, choice.textSeed(), choice.echo());
    }

    /** The client is gone. */
    void clientGone() {
        if (!over) {
            over = true;
            reply.abandoned();
        }
        abortAll();
    }

    private void abortAll() {
        answers.forEach(Answer::abort);
    }

    void grew(Answer answer) {
        if (over) {
            return;
        }
        if (answer.index() == 0 && answer.generated() > faults.after()) {
            breakOff();
        } else if (!answer.isOnLastToken()) {
            reply.grew(answer);
        }
    }

    void ended(Answer answer, FinishReason reason) {
        tools.metrics().requestEnded(reason, plan.request().choices());
        if (over) {
            return;
        }
        open--;
        boolean broken = answer.index() == 0 && answer.generated() == faults.after();
        reply.ended(answer, open == 0, broken);
        if (broken) {
            breakOff();
        } else if (open == 0) {
            over = true;
        }
    }

    private void breakOff() {
        over = true;
        reply.breakOff(faults.midStream());
        if (faults.midStream() != MidStream.STALL) {
            abortAll();
        }
    }

    /** Whether a fault waits for a certain token. */
    boolean mayBreak() {
        return faults.midStream() != MidStream.NONE;
    }

    void grewBlock(Answer answer) {
        if (!over) {
            reply.grewBlock(answer);
        }
    }

    boolean isReady() {
        return over || reply.isReady();
    }
}
