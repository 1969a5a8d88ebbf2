/** The pod autoscalers of AIBrix: APA and its variant of KPA. Pure; one thread per instance. */
@NullMarked
package io.spillway.policy.aibrix;

import org.jspecify.annotations.NullMarked;
