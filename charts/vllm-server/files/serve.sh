#!/bin/sh
# serve.sh MODEL [ARGUMENT...]: starts vLLM with a model.
#
# MODEL is a name at the hub, a folder with a model, or a model's folder in a Hugging Face cache
# (models--org--name), which holds no model itself but points to a snapshot.
set -eu

fail() {
    echo "serve: $1" >&2
    exit 1
}

is_model() {
    [ -f "$1/config.json" ] || [ -f "$1/params.json" ]
}

snapshot_of() {
    if [ -f "$1/refs/main" ]; then
        found=$1/snapshots/$(cat "$1/refs/main")
        is_model "$found" || fail "$1/refs/main names $found, which holds no complete model; download the model again."
        return
    fi
    found=
    for candidate in "$1"/snapshots/*; do
        is_model "$candidate" || continue
        [ -z "$found" ] || fail "$1 has several snapshots and no refs/main; set server.modelPath to one of $1/snapshots/*."
        found=$candidate
    done
    [ -n "$found" ] || fail "$1 has no snapshot with a config.json; download the model first, or set server.modelPath to its name at the hub."
}

given=$1
shift
found=$given
case $given in
/*)
    [ -d "$given" ] || [ -f "$given" ] || fail "$given does not exist in the pod; mount it with modelCache or extraVolumes."
    if [ -d "$given/snapshots" ]; then
        snapshot_of "$given"
        echo "serve: $given is a cache; serving $found" >&2
    fi
    ;;
esac

exec vllm serve "$found" "$@"
