#!/bin/sh
# run.sh FOLDER COMMAND [ARGUMENT...]: runs a benchmark that writes its results to FOLDER, repeats
# the summary between markers, so that the pod's log has it, and exits as the benchmark did.
set -u
folder=$1
shift
echo "scenario $BENCHMARK_SCENARIO on ${NODE_NAME:-an unknown node}: $*"

pid=
stopped=
trap 'stopped=yes; [ -z "$pid" ] || kill -TERM "$pid" 2>/dev/null' TERM INT
"$@" &
pid=$!
[ -z "$stopped" ] || kill -TERM "$pid"
wait "$pid"
code=$?
# A signal ends only the wait; the benchmark flushes its results in its own time.
while kill -0 "$pid" 2>/dev/null; do
    wait "$pid"
    code=$?
done

for summary in "$folder/summary.json" "$folder/summary_lifecycle_metrics.json"; do
    if [ -f "$summary" ]; then
        echo '=== START_SUMMARY ==='
        cat "$summary"
        echo
        echo '=== END_SUMMARY ==='
        break
    fi
done
exit "$code"
