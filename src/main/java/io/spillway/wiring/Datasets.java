package io.spillway.wiring;

/** Recorded prompts. */
final class Datasets {}
