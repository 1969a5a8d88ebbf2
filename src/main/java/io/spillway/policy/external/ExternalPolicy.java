package io.spillway.policy.external;

import static io.spillway.policy.Parameter.Kind.TEXT;

import io.spillway.fleet.FleetObservation;
import io.spillway.fleet.ScalingDecision;
import io.spillway.fleet.ScalingDecision.Abstain;
import io.spillway.policy.Parameter;
import io.spillway.policy.Parameters;
import io.spillway.policy.PolicyContext;
import io.spillway.policy.PolicyType;
import io.spillway.policy.ScalingPolicy;
import io.spillway.policy.external.JsonLines.Answer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that decides: one line of JSON with the observation goes to its standard input, one
 * with the decision is awaited on its standard output, at most for the deadline. Without an answer
 * in time the policy abstains, or uses the answer to the observation before if that has come since.
 *
 * <p>The program is started at the first check, and again when it has ended, a bounded number of
 * times. On the virtual clock the deadline is real time, so let it be generous there: a decision
 * that comes late makes a run depend on the machine.
 */
public final class ExternalPolicy implements ScalingPolicy {
    public static final PolicyType TYPE =
            new PolicyType(
                    "external",
                    "A program that reads observations and writes decisions, as JSON lines.",
                    List.of(
                            Parameter.of("command", TEXT, "The program and its arguments.")
                                    .required(),
                            Parameter.duration(
                                            "deadline", "250ms", "How long an answer is awaited.")
                                    .atMost(60),
                            Parameter.choice(
                                    "on_timeout",
                                    List.of("abstain", "previous"),
                                    "previous: use the answer to the observation before, if it"
                                            + " has come."),
                            Parameter.integer(
                                    "restarts", 3, "How often it is started again when it ends.")),
                    List.of(),
                    ExternalPolicy::new);

    private final List<String> command;
    private final long deadlineNanos;
    private final boolean usesPrevious;
    private final PolicyContext context;
    private int startsLeft;
    private long sequence;
    private @Nullable ChildProcess child;
    private double signal = Double.NaN;

    /** The answer that is awaited; completed by the reader thread. */
    private volatile Awaited awaited = new Awaited(-1, new CompletableFuture<>());

    private volatile @Nullable Answer newest;

    private record Awaited(long sequence, CompletableFuture<Answer> answer) {}

    private ExternalPolicy(Parameters parameters, PolicyContext context) {
        this.context = context;
        command = CommandLine.words(parameters.text("command"));
        if (command.isEmpty()) {
            throw parameters.refusal("command", "blank", "a program");
        }
        deadlineNanos = parameters.nanos("deadline");
        usesPrevious = parameters.is("on_timeout", "previous");
        startsLeft = 1 + parameters.integer("restarts");
    }

    @Override
    public double signal() {
        return signal;
    }

    @Override
    public ScalingDecision decide(FleetObservation observation) {
        signal = Double.NaN;
        ChildProcess running = child;
        if (running == null || running.isSilent()) {
            String end = "not started";
            if (running != null) {
                running.close();
                end = running.end();
            }
            if (startsLeft == 0) {
                return missing("the external policy has " + end);
            }
            startsLeft--;
            try {
                running = ChildProcess.start(command, this::take, this::ended);
            } catch (IOException e) {
                return missing("the external policy cannot be started: " + e.getMessage());
            }
            child = running;
        }
        return ask(running, observation);
    }

    private ScalingDecision ask(ChildProcess running, FleetObservation observation) {
        sequence++;
        var answer = new CompletableFuture<Answer>();
        awaited = new Awaited(sequence, answer);
        if (running.isSilent()) {
            // Whether its reader saw this question when it gave up is not known.
            ended();
        }
        if (!running.offer(JsonLines.observation(sequence, observation, context))) {
            return late("the external policy does not read its input");
        }
        try {
            return use(answer.get(deadlineNanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            return late("an answer of the external policy within its deadline");
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer never fails", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return missing("an answer of the external policy before the interrupt");
        }
    }

    private ScalingDecision late(String what) {
        Answer answer = newest;
        boolean fresh = answer != null && answer.sequence() == sequence - 1;
        return usesPrevious && answer != null && fresh ? use(answer) : missing(what);
    }

    private ScalingDecision use(Answer answer) {
        signal = answer.signal();
        return answer.decision();
    }

    private static Abstain missing(String what) {
        return new Abstain(List.of(what));
    }

    /** On the reader thread. */
    private void take(String line) {
        Awaited current = awaited;
        try {
            Answer answer = JsonLines.answer(line);
            newest = answer;
            if (answer.sequence() == current.sequence) {
                current.answer.complete(answer);
            }
        } catch (JsonLines.BadAnswer e) {
            giveUp(current, String.valueOf(e.getMessage()));
        }
    }

    private void ended() {
        giveUp(awaited, "an answer: the external policy has ended");
    }

    private static void giveUp(Awaited current, String why) {
        current.answer.complete(new Answer(current.sequence, missing(why), Double.NaN));
    }

    @Override
    public void close() {
        if (child != null) {
            child.close();
        }
    }
}
