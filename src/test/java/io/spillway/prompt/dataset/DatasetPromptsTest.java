package io.spillway.prompt.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spillway.prompt.LengthSpec;
import io.spillway.prompt.Prompt;
import io.spillway.prompt.Prompt.Content.Message;
import io.spillway.prompt.PromptSpec;
import io.spillway.prompt.PromptSpec.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

class DatasetPromptsTest {

    /** Words, so that the lengths in these tests can be counted by eye. */
    private static final ToIntFunction<String> WORDS = text -> text.split("\\s+").length;

    @TempDir private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static DatasetPrompts open(Kind kind, Path path, boolean chat) throws IOException {
        return open(new PromptSpec.Dataset(kind, null, null, null), path, chat);
    }

    private static DatasetPrompts open(PromptSpec.Dataset spec, Path path, boolean chat)
            throws IOException {
        return DatasetPrompts.open(spec, path, new DatasetPrompts.Options(chat, WORDS, 1000));
    }

    private static String text(Prompt prompt) {
        return ((Prompt.Content.Text) prompt.content()).text();
    }

    private static List<Message> messages(Prompt prompt) {
        return ((Prompt.Content.Messages) prompt.content()).messages();
    }

    private static final String SHARE_GPT =
            """
            [
              {"id": "a", "conversations": [
                {"from": "human", "value": "Wie hoch steht das Wasser? \u6c34\u4f4d\\n\\"hoch\\""},
                {"from": "gpt", "value": "two metres"},
                {"from": "human", "value": "and now?"}]},
              {"id": "b", "conversations": []},
              {"id": "c", "conversations": [{"from": "human", "value": "alone"}]},
              {"id": "d", "tags": {"x": [1, {"conversations": []}]}, "conversations": [
                {"from": "system", "value": "be brief"},
                {"from": "bing", "value": "one two three four"}]}
            ]
            """;

    @Test
    void asksTheFirstTurnOfAShareGptConversationForTheLengthOfTheSecond() throws IOException {
        DatasetPrompts prompts = open(Kind.SHARE_GPT, file("s.json", SHARE_GPT), false);

        assertEquals(2, prompts.rows());
        assertEquals("Wie hoch steht das Wasser? 水位\n\"hoch\"", text(prompts.prompt(0)));
        assertEquals(7, prompts.prompt(0).inputTokens());
        assertEquals(2, prompts.prompt(0).outputTokens());
        assertEquals("be brief", text(prompts.prompt(1)));
        assertEquals(4, prompts.prompt(1).outputTokens());
    }

    @Test
    void sendsTheWholeShareGptConversationInAChatAndAsksForThirtyTokens() throws IOException {
        DatasetPrompts prompts = open(Kind.SHARE_GPT, file("s.json", SHARE_GPT), true);

        List<Message> messages = messages(prompts.prompt(0));
        assertEquals(
                List.of("user", "assistant", "user"),
                messages.stream().map(Message::role).toList());
        assertEquals("and now?", messages.get(2).text());
        assertEquals(30, prompts.prompt(0).outputTokens());
        assertEquals(7 + 2 + 2, prompts.prompt(0).inputTokens());
        assertEquals("system", messages(prompts.prompt(1)).get(0).role());
    }

    @Test
    void beginsAnewAfterTheLastRow() throws IOException {
        DatasetPrompts prompts = open(Kind.SHARE_GPT, file("s.json", SHARE_GPT), false);

        assertEquals(text(prompts.prompt(1)), text(prompts.prompt(1 + 2 * 5_000_000_000L)));
    }

    @Test
    void asksForSummariesOfArticles() throws IOException {
        Path path =
                file(
                        "c.jsonl",
                        """
                        {"article": "a long article about dams", "highlights": "dams hold", "id": 1}

                        {"article": "no highlights", "highlights": null}
                        {"highlights": "x", "article": "short"}
                        """);

        DatasetPrompts prompts = open(Kind.CNN_DAILYMAIL, path, false);

        assertEquals(2, prompts.rows());
        assertEquals("a long article about dams", text(prompts.prompt(0)));
        assertEquals(2, prompts.prompt(0).outputTokens());
        assertEquals(
                List.of(new Message("user", "short")),
                messages(open(Kind.CNN_DAILYMAIL, path, true).prompt(1)));
    }

    @Test
    void joinsAllTurnsButTheLastOfAnInstruction() throws IOException {
        Path path =
                file(
                        "i.json",
                        """
                        {"conversations": [{"from": "human", "value": "one"},
                          {"from": "gpt", "value": "two"},
                          {"role": "user", "content": "three"},
                          {"role": "assistant", "content": "the answer is long"}]}
                        """);

        DatasetPrompts prompts = open(Kind.INFINITY_INSTRUCT, path, false);
        assertEquals("one\ntwo\nthree", text(prompts.prompt(0)));
        assertEquals(4, prompts.prompt(0).outputTokens());

        Prompt chat = open(Kind.INFINITY_INSTRUCT, path, true).prompt(0);
        assertEquals(
                List.of("user", "assistant", "user"),
                messages(chat).stream().map(Message::role).toList());
        assertEquals(4, chat.outputTokens());
    }

    @Test
    void readsBillsumLikeShareGpt() throws IOException {
        Path path = file("b.json", SHARE_GPT);

        assertEquals(
                text(open(Kind.SHARE_GPT, path, false).prompt(0)),
                text(open(Kind.BILLSUM_CONVERSATIONS, path, false).prompt(0)));
    }

    @Test
    void keepsTheBoundsOfCompletionsOnly() throws IOException {
        var bounded =
                new PromptSpec.Dataset(
                        Kind.SHARE_GPT, null, LengthSpec.uniform(1, 5), LengthSpec.uniform(3, 9));
        Path path = file("s.json", SHARE_GPT);

        DatasetPrompts completions = open(bounded, path, false);
        assertEquals(1, completions.rows());
        assertEquals("be brief", text(completions.prompt(0)));
        assertEquals(2, open(bounded, path, true).rows());
    }

    @Test
    void readsADirectoryInTheOrderOfItsNames() throws IOException {
        file("2.jsonl", "{\"article\":\"third\",\"highlights\":\"x\"}");
        file(
                "1.json",
                "[{\"article\":\"first\",\"highlights\":\"x\"},"
                        + "{\"article\":\"second\",\"highlights\":\"x\"}]");
        file("0.json", "[]");
        file("README.md", "not data");

        DatasetPrompts prompts = open(Kind.CNN_DAILYMAIL, folder, false);

        assertEquals(3, prompts.rows());
        assertEquals("first", text(prompts.prompt(0)));
        assertEquals("second", text(prompts.prompt(1)));
        assertEquals("third", text(prompts.prompt(2)));
    }

    @Test
    void stopsReadingWhenItHasEnough() throws IOException {
        Path path =
                file("c.jsonl", "{\"article\":\"a\",\"highlights\":\"x\"}\n".repeat(5) + "broken");

        DatasetPrompts prompts =
                DatasetPrompts.open(
                        new PromptSpec.Dataset(Kind.CNN_DAILYMAIL, null, null, null),
                        path,
                        new DatasetPrompts.Options(false, WORDS, 5));

        assertEquals(5, prompts.rows());
    }

    @Test
    void findsEveryRowAgainWhateverItsSizeAndLetters() throws IOException {
        long seed = 20_261_122;
        var random = new Random(seed);
        String[] letters = {"a", "é", "水", "😀", "\\n", "\\u00e4", "\\\"", " "};
        var json = new StringBuilder("[");
        for (int row = 0; row < 400; row++) {
            json.append(row == 0 ? " " : " ,\n ").append("{\"article\":\"").append(row).append('|');
            int length = random.nextInt(row % 50 == 0 ? 30_000 : 300);
            for (int i = 0; i < length; i++) {
                json.append(letters[random.nextInt(letters.length)]);
            }
            json.append("\",\"highlights\":\"x\" }");
        }
        Path path = file("c.json", json.append("]").toString());

        DatasetPrompts prompts = open(Kind.CNN_DAILYMAIL, path, false);

        assertEquals(400, prompts.rows());
        for (int row = 399; row >= 0; row--) {
            assertTrue(text(prompts.prompt(row)).startsWith(row + "|"), "seed " + seed);
            assertEquals(
                    Math.max(1, WORDS.applyAsInt(text(prompts.prompt(row)))),
                    prompts.prompt(row).inputTokens(),
                    "seed " + seed);
        }
    }

    @Test
    void saysWhatIsWrongWithADataset() throws IOException {
        assertMessage("there is no dataset at", folder.resolve("none"));
        assertMessage("has no .json or .jsonl file", folder);
        assertMessage("is no JSON at line 2, column", file("a.json", "[{},\n{\"x\": oops}]"));
        assertMessage("where a row should be", file("b.json", "[1, 2]"));
        assertMessage("has 2 rows, but none that is of share_gpt", file("c.json", "[{},{}]"));
        assertMessage("has 0 rows", file("d.json", ""));
        assertMessage("is no JSON", file("e.json", "[{\"conversations\": ["));
    }

    private static void assertMessage(String expected, Path path) {
        String message =
                assertThrows(DatasetException.class, () -> open(Kind.SHARE_GPT, path, false))
                        .getMessage();
        assertTrue(message.contains(expected), message);
        assertEquals(1, message.lines().count(), message);
    }
}
