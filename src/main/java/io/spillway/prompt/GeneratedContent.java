package io.spillway.prompt;

import java.util.ArrayList;
import java.util.List;

/** Content that is made from segments when it is asked for. */
final class GeneratedContent {

    private GeneratedContent() {}

    static Prompt.Content of(List<Segment> segments, PromptForm form) {
        return switch (form) {
            case PromptForm.TokenIds ids -> new Tokens(segments, ids.vocabulary());
            case PromptForm.Text text -> new Text(segments, text);
            case PromptForm.Chat chat -> new Messages(segments, chat);
        };
    }

    private record Tokens(List<Segment> segments, TokenVocabulary vocabulary)
            implements Prompt.Content.Tokens {
        @Override
        public int[] tokenIds() {
            return Segment.ids(segments, vocabulary);
        }
    }

    private record Text(List<Segment> segments, PromptForm.Text form)
            implements Prompt.Content.Text {
        @Override
        public String text() {
            return form.codec().text(Segment.ids(segments, form.vocabulary()));
        }
    }

    /** Neighbouring segments of one role are one message. */
    private record Messages(List<Segment> segments, PromptForm.Chat form)
            implements Prompt.Content.Messages {
        @Override
        public List<Prompt.Content.Message> messages() {
            List<Prompt.Content.Message> messages = new ArrayList<>();
            int from = 0;
            while (from < segments.size()) {
                String role = segments.get(from).role();
                int to = from + 1;
                while (to < segments.size() && segments.get(to).role().equals(role)) {
                    to++;
                }
                int[] ids = Segment.ids(segments.subList(from, to), form.vocabulary());
                if (ids.length > 0) {
                    messages.add(new Prompt.Content.Message(role, form.codec().text(ids)));
                }
                from = to;
            }
            return messages;
        }
    }
}
