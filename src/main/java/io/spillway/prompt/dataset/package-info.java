/**
 * Prompts from datasets: local JSON files, and files of a Hugging Face hub.
 *
 * <p>Threading: a dataset is opened by one thread and may then be read from any. A download blocks
 * its caller; its own threads are virtual and named {@code hub-download-*}.
 */
@NullMarked
package io.spillway.prompt.dataset;

import org.jspecify.annotations.NullMarked;
