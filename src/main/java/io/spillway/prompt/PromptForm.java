package io.spillway.prompt;

/** What a generated prompt is sent as. */
public sealed interface PromptForm {

    /** The ids that prompts are made of. */
    TokenVocabulary vocabulary();

    /** Token ids: exact on every server that takes them; completions only. */
    record TokenIds(TokenVocabulary vocabulary) implements PromptForm {}

    /** One text; completions. */
    record Text(TokenVocabulary vocabulary, TextCodec codec) implements PromptForm {}

    /** Chat messages, one for each part of a conversation. */
    record Chat(TokenVocabulary vocabulary, TextCodec codec) implements PromptForm {}
}
