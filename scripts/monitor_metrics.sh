#!/bin/sh
# Watches one server's queue: scripts/monitor_metrics.sh HOST PORT [INTERVAL seconds]
set -eu
if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: $0 HOST PORT [INTERVAL]" >&2
    exit 2
fi
exec "$(dirname "$0")/spillway" monitor "$1:$2" --interval "${3:-5}"
