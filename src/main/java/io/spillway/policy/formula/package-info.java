/**
 * Metrics by formula: series that replicas report, the driver's own view and arithmetic over them,
 * such as {@code sum(num_requests_waiting + num_requests_running) + held}.
 *
 * <p>A series name stands for one value per replica; {@code sum avg max min count} of one argument
 * turn it into one value for the fleet, over ready replicas with fresh samples. Pure; each metric
 * keeps the history of its own rates and is used by one thread.
 */
@NullMarked
package io.spillway.policy.formula;

import org.jspecify.annotations.NullMarked;
