#!/bin/sh
# Waits until the server is healthy, checks that it serves the model, and asks it once, so that a
# benchmark does not start against a server that cannot answer. Exits 1 when the server does not
# come up, 2 when waiting longer would not help.
set -u

say() { echo "preflight: $1"; }

# Not every wget has a limit of its own.
fetch() {
    if [ -n "${API_KEY:-}" ]; then
        timeout 10 wget -q -O - --header "Authorization: Bearer $API_KEY" "$@"
    else
        timeout 10 wget -q -O - "$@"
    fi
}

say "waiting for $BASE_URL/health, at most $TIMEOUT_SECONDS s"
waited=0
until timeout 5 wget -q -O /dev/null "$BASE_URL/health" 2>/dev/null; do
    if [ "$waited" -ge "$TIMEOUT_SECONDS" ]; then
        say "$BASE_URL/health did not answer within $TIMEOUT_SECONDS s. Is benchmark.target.baseUrl right (http://SERVICE.NAMESPACE:PORT), and is the server's pod ready?"
        exit 1
    fi
    sleep "$PAUSE_SECONDS"
    waited=$((waited + PAUSE_SECONDS))
done

models=$(fetch "$BASE_URL/v1/models") || {
    say "$BASE_URL/v1/models was refused. Does the server want a key (benchmark.target.apiKey)?"
    exit 2
}
case $models in
*"\"id\":\"$MODEL_NAME\""* | *"\"id\": \"$MODEL_NAME\""*) ;;
*)
    say "the server does not serve $MODEL_NAME. Set benchmark.target.modelName to an id of: $models"
    exit 2
    ;;
esac

[ "$PROBE" = true ] || exit 0
case $API_TYPE in
chat)
    route=/v1/chat/completions
    body="{\"model\":\"$MODEL_NAME\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":1}"
    ;;
*)
    route=/v1/completions
    body="{\"model\":\"$MODEL_NAME\",\"prompt\":\"Hi\",\"max_tokens\":1}"
    ;;
esac
fetch --header "Content-Type: application/json" --post-data "$body" "$BASE_URL$route" >/dev/null || {
    say "a request to $route failed. A server that only chats needs benchmark.api.type=chat."
    exit 2
}
say "$BASE_URL serves $MODEL_NAME"
