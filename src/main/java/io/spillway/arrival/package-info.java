/** When requests are sent: pure, seeded sequences of intended send times, or a number of users. */
@NullMarked
package io.spillway.arrival;

import org.jspecify.annotations.NullMarked;
