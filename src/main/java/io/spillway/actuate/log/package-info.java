/** What the log of a vLLM server says of its start, wherever the server runs. Pure. */
@NullMarked
package io.spillway.actuate.log;

import org.jspecify.annotations.NullMarked;
