/** The system's Chromium, for tests of pages. */
@NullMarked
package io.spillway.browser;

import org.jspecify.annotations.NullMarked;
