package io.spillway.prompt;

import io.spillway.time.Seeds;

import java.util.ArrayList;
import java.util.List;

/**
 * Conversations in turns. Each slot has a plan: a system prompt (a part common to all, a part of
 * its own), a number of turns, and the lengths of each. Request n is the next turn of slot n mod
 * slots; when a plan is through, the slot begins a new conversation of the same lengths with other
 * content. A prompt carries all turns before it, with stand-ins of the asked length for the
 * answers. A plan ends before the turn that would not fit the model.
 */
final class ConversationPrompts implements PromptSource {

    private static final int MAX_TURNS = 10_000;

    private final PromptSpec.ConversationReplay spec;
    private final PromptForm form;
    private final Seeds seeds;
    private final LengthDistribution dynamicLength;
    private final LengthDistribution turnCount;
    private final LengthDistribution inputLength;
    private final LengthDistribution outputLength;

    ConversationPrompts(PromptSpec.ConversationReplay spec, PromptForm form, Seeds seeds) {
        this.spec = spec;
        this.form = form;
        this.seeds = seeds;
        this.dynamicLength = LengthDistribution.of(spec.dynamicSystemPrompt());
        this.turnCount = LengthDistribution.of(spec.turns());
        this.inputLength = LengthDistribution.of(spec.inputPerTurn());
        this.outputLength = LengthDistribution.of(spec.outputPerTurn());
    }

    @Override
    public Prompt prompt(long index) {
        int slot = (int) (index % spec.conversations());
        long step = index / spec.conversations();
        Plan plan = plan(slot);
        long conversation = step / plan.turns.size();
        int turn = (int) (step % plan.turns.size());
        List<Segment> segments = segments(slot, conversation, plan, turn);
        return new Prompt(
                Math.toIntExact(Segment.tokens(segments)),
                plan.turns.get(turn).output(),
                PrefixBlocks.of(segments),
                "conversation-%d-%d".formatted(slot, conversation),
                GeneratedContent.of(segments, form));
    }

    private record Turn(int input, int output) {}

    /** What one slot's conversations look like. */
    private record Plan(int sharedTokens, int dynamicTokens, List<Turn> turns) {}

    private Plan plan(int slot) {
        Seeds own = seeds.named("plans").at(slot);
        int shared = Math.min(spec.sharedSystemPromptTokens(), spec.maxModelLen() - 2);
        int room = spec.maxModelLen() - 2 - shared;
        int dynamic = Math.min(room, dynamicLength.at(own, -1));
        int count = Math.clamp(turnCount.at(own, -2), 1, MAX_TURNS);
        List<Turn> turns = new ArrayList<>();
        long context = (long) shared + dynamic;
        for (int t = 0; t < count; t++) {
            int input = Math.max(1, inputLength.at(own, 2L * t));
            int output = Math.max(1, outputLength.at(own, 2L * t + 1));
            context += (long) input + output;
            if (context > spec.maxModelLen()) {
                break;
            }
            turns.add(new Turn(input, output));
        }
        if (turns.isEmpty()) {
            turns.add(cut(spec.maxModelLen() - shared - dynamic, own));
        }
        return new Plan(shared, dynamic, turns);
    }

    /** A first turn that would not fit is cut to what is left, the answer first. */
    private Turn cut(int room, Seeds own) {
        int input = Math.clamp(inputLength.at(own, 0), 1, room - 1);
        int output = Math.clamp(outputLength.at(own, 1), 1, room - input);
        return new Turn(input, output);
    }

    private List<Segment> segments(int slot, long conversation, Plan plan, int turn) {
        List<Segment> segments = new ArrayList<>(2 * turn + 3);
        Seeds common = seeds.named("system-prompt");
        segments.add(new Segment(Segment.SYSTEM, plan.sharedTokens, common, Segment.NO_SERIAL));
        Seeds own = seeds.named("contents").at(slot).at(conversation);
        segments.add(
                new Segment(Segment.SYSTEM, plan.dynamicTokens, own.at(-1), Segment.NO_SERIAL));
        for (int t = 0; t <= turn; t++) {
            Turn said = plan.turns.get(t);
            long step = conversation * plan.turns.size() + t;
            long serial = slot + spec.conversations() * step;
            segments.add(new Segment(Segment.USER, said.input, own.at(2L * t), serial));
            if (t < turn) {
                segments.add(
                        new Segment(
                                Segment.ASSISTANT,
                                said.output,
                                own.at(2L * t + 1),
                                Segment.NO_SERIAL));
            }
        }
        return segments;
    }
}
