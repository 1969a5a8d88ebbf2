package io.spillway.prompt.dataset;

import io.spillway.prompt.Prompt;
import io.spillway.prompt.PromptSpec;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/** How a row of each dataset becomes a prompt, as inference-perf has it. */
record RowShape(PromptSpec.Kind kind, boolean chat) {

    /**
     * What is asked.
     *
     * @param messages the messages of a chat; for a completion one, whose text is sent
     * @param answer what was answered, whose length is asked for; null to ask for 30 tokens
     */
    record Question(List<Prompt.Content.Message> messages, @Nullable String answer) {}

    /** The question in a row; null when the row lacks what it takes. */
    @Nullable Question question(DatasetRow row) {
        Question question =
                switch (kind) {
                    case SHARE_GPT, BILLSUM_CONVERSATIONS -> conversation(row.turns());
                    case INFINITY_INSTRUCT -> instruction(row.turns());
                    case CNN_DAILYMAIL -> article(row.article(), row.highlights());
                };
        return question == null || isEmpty(question) ? null : question;
    }

    private static boolean isEmpty(Question question) {
        String answer = question.answer();
        return question.messages().stream().allMatch(message -> message.text().isEmpty())
                || (answer != null && answer.isEmpty());
    }

    /** A completion is the first turn; a chat is the whole conversation. */
    private @Nullable Question conversation(List<Prompt.Content.Message> turns) {
        if (turns.size() < 2) {
            return null;
        }
        return chat
                ? new Question(turns, null)
                : new Question(turns.subList(0, 1), turns.get(1).text());
    }

    /** All turns but the last, whose length is asked for. */
    private @Nullable Question instruction(List<Prompt.Content.Message> turns) {
        if (turns.size() < 2) {
            return null;
        }
        List<Prompt.Content.Message> asked = turns.subList(0, turns.size() - 1);
        String answer = turns.getLast().text();
        if (chat) {
            return new Question(asked, answer);
        }
        String text =
                asked.stream().map(Prompt.Content.Message::text).collect(Collectors.joining("\n"));
        return new Question(user(text), answer);
    }

    private static @Nullable Question article(
            @Nullable String article, @Nullable String highlights) {
        return article == null || highlights == null
                ? null
                : new Question(user(article), highlights);
    }

    private static List<Prompt.Content.Message> user(String text) {
        return List.of(new Prompt.Content.Message("user", text));
    }
}
