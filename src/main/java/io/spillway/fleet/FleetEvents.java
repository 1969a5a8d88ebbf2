package io.spillway.fleet;

/**
 * Where an actuator delivers its facts. Implementations hand over to the control thread; any thread
 * may call.
 */
@FunctionalInterface
public interface FleetEvents {
    void on(FleetEvent event);
}
