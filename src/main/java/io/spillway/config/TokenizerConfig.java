package io.spillway.config;

import org.jspecify.annotations.Nullable;

/**
 * {@code tokenizer}: who counts tokens.
 *
 * @param nameOrPath a name at the hub or a local folder; null for the model's name
 * @param trustRemoteCode accepted for compatibility; no code is ever loaded
 * @param token for the hub; null for the environment's {@code HF_TOKEN}, if any
 */
public record TokenizerConfig(
        @Nullable String nameOrPath, boolean trustRemoteCode, @Nullable Secret token) {

    static TokenizerConfig read(Section s) {
        String name = s.text("pretrained_model_name_or_path");
        boolean trust = s.flag("trust_remote_code", false);
        s.duration("load_timeout", Bounds.NOT_NEGATIVE);
        Secret token = s.secret("token");
        if (token == null) {
            String ambient = s.reading().surroundings().environment().get("HF_TOKEN");
            if (ambient != null && !ambient.isBlank()) {
                token = s.reading().keep(new Secret(ambient.strip()));
            }
        }
        return new TokenizerConfig(name, trust, token);
    }
}
