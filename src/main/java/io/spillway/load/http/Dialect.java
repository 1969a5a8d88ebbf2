package io.spillway.load.http;

/** How a server spells the routes. */
public enum Dialect {
    /** {@code /v1/completions} and {@code /v1/chat/completions}: vLLM, SGLang and most others. */
    OPENAI,
    /**
     * Text Generation Inference: completions go to {@code /generate} and {@code /generate_stream};
     * chat is OpenAI's. It takes text only and cannot pin an output length.
     */
    TGI
}
