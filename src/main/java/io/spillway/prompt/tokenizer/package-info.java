/**
 * Tokenizers: text to token ids and back, and prompts of an exact number of tokens. The one adapter
 * reads a local {@code tokenizer.json}; nothing here uses the network.
 *
 * <p>Threading: tokenizers and what is made of them may be used from any thread.
 */
@NullMarked
package io.spillway.prompt.tokenizer;

import org.jspecify.annotations.NullMarked;
