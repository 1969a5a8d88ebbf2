/**
 * Who gets the next request: balancers, weights, slow start, ejection and draining. Pure; time
 * comes in as a parameter. Confined to the load driver's thread.
 */
@NullMarked
package io.spillway.balance;

import org.jspecify.annotations.NullMarked;
