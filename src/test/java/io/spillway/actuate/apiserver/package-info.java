/** Cluster doubles for tests: API servers, and the controllers and the kubelet beside them. */
@org.jspecify.annotations.NullMarked
package io.spillway.actuate.apiserver;
