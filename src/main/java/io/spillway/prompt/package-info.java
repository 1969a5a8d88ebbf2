/**
 * What is sent: how long prompts and outputs are, and what they consist of. Pure and seeded; a
 * prompt is described first and materialised only by a transport that needs its text or token ids.
 */
@NullMarked
package io.spillway.prompt;

import org.jspecify.annotations.NullMarked;
