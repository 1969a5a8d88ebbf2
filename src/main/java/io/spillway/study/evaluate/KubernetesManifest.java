package io.spillway.study.evaluate;

import java.util.List;

/**
 * An autoscaler to apply, or why there is none.
 *
 * @param fileName under which it is written
 * @param yaml the manifest, with its notes as comments; empty when there is none
 * @param notes what the manifest cannot say and whoever applies it must see to
 */
public record KubernetesManifest(String fileName, String yaml, List<String> notes) {

    public KubernetesManifest {
        notes = List.copyOf(notes);
    }

    public boolean exists() {
        return !yaml.isEmpty();
    }
}
