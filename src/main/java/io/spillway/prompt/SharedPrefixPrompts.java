package io.spillway.prompt;

import io.spillway.time.Seeds;

import org.apache.commons.rng.UniformRandomProvider;

import java.util.ArrayList;
import java.util.List;

/**
 * Groups of prompts behind common system prompts. There are groups × prompts slots in a seeded
 * order, used over and over; a slot's lengths are its own. Single-turn, a slot always gives the
 * same prompt. Multi-turn, it asks a new question each time, behind all that was said before; the
 * answers in that history are stand-ins of the length that was asked for, so that a prompt does not
 * depend on what a server said. A conversation that would outgrow the context starts anew.
 */
final class SharedPrefixPrompts implements PromptSource {

    private final PromptSpec.SharedPrefix spec;
    private final PromptForm form;
    private final int[] order;
    private final LengthDistribution systemLength;
    private final LengthDistribution questionLength;
    private final LengthDistribution outputLength;
    private final Seeds seeds;

    SharedPrefixPrompts(PromptSpec.SharedPrefix spec, PromptForm form, Seeds seeds) {
        this.spec = spec;
        this.form = form;
        this.seeds = seeds;
        this.systemLength = LengthDistribution.of(spec.systemPrompt());
        this.questionLength = LengthDistribution.of(spec.question());
        this.outputLength = LengthDistribution.of(spec.output());
        this.order = shuffled(spec.groups() * spec.promptsPerGroup(), seeds.named("order"));
    }

    private static int[] shuffled(int size, Seeds seeds) {
        UniformRandomProvider random = seeds.generator();
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    @Override
    public Prompt prompt(long index) {
        var slot = new Slot(order[(int) (index % order.length)]);
        long round = index / order.length;
        long conversation = spec.multiTurn() ? round / slot.turns() : 0;
        int turn = spec.multiTurn() ? (int) (round % slot.turns()) : 0;
        List<Segment> segments = slot.segments(conversation, turn);
        String session =
                spec.multiTurn() ? "user-%d-%d".formatted(slot.number, conversation) : null;
        return new Prompt(
                Math.toIntExact(Segment.tokens(segments)),
                slot.answer,
                PrefixBlocks.of(segments),
                session,
                GeneratedContent.of(segments, form));
    }

    /** One user of one group: its lengths, and what it says. */
    private final class Slot {
        private final int number;
        private final int group;
        private final int system;
        private final int question;
        private final int answer;

        Slot(int number) {
            this.number = number;
            this.group = number / spec.promptsPerGroup();
            this.system = systemLength.at(seeds.named("system-lengths"), group);
            this.question = Math.max(1, questionLength.at(seeds.named("question-lengths"), number));
            this.answer = Math.max(1, outputLength.at(seeds.named("output-lengths"), number));
        }

        /** How many turns fit the context: system + t·(question + answer) + question + answer. */
        long turns() {
            long room = (long) spec.maxContextTokens() - system;
            return Math.max(1, room / ((long) question + answer));
        }

        List<Segment> segments(long conversation, int turn) {
            List<Segment> segments = new ArrayList<>(2 * turn + 2);
            Seeds systemSeeds = seeds.named("system-prompts").at(group);
            segments.add(new Segment(Segment.SYSTEM, system, systemSeeds, Segment.NO_SERIAL));
            Seeds own = seeds.named("questions").at(number).at(conversation);
            for (int t = 0; t <= turn; t++) {
                long serial = number + order.length * (conversation * turns() + t);
                segments.add(new Segment(Segment.USER, question, own.at(2L * t), serial));
                if (t < turn) {
                    Seeds said = own.at(2L * t + 1);
                    segments.add(new Segment(Segment.ASSISTANT, answer, said, Segment.NO_SERIAL));
                }
            }
            return segments;
        }
    }
}
