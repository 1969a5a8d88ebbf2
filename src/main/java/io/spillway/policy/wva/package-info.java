/** llm-d's Workload Variant Autoscaler. Pure; each instance is used by one thread. */
@NullMarked
package io.spillway.policy.wva;

import org.jspecify.annotations.NullMarked;
