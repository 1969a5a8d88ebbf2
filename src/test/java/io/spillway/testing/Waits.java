package io.spillway.testing;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class whose tests mostly wait, for servers to start and for loads to end. They run beside
 * each other and beside the rest. Each has its own folder, ports and cluster, and changes nothing
 * that belongs to the whole process: system properties, streams, locale.
 */
@Documented
@Execution(ExecutionMode.CONCURRENT)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Waits {}
