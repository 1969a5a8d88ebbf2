{{/* A number that --set made a text of, as it makes of every decimal. As JSON {"value": …}. */}}
{{- define "benchmark-charts.number" -}}
{{- if and (kindIs "string" .) (regexMatch "^[0-9]+([.][0-9]+)?$" .) }}
{{- dict "value" (float64 .) | toJson }}
{{- else }}
{{- dict "value" . | toJson }}
{{- end }}
{{- end }}

{{/* A value with every key in snake_case and no nulls, as JSON {"value": …}. */}}
{{- define "benchmark-charts.snake" -}}
{{- $result := . }}
{{- if kindIs "map" . }}
{{- $result = dict }}
{{- range $key, $value := . }}
{{- if not (kindIs "invalid" $value) }}
{{- $_ := set $result (snakecase $key) (include "benchmark-charts.snake" $value | fromJson).value }}
{{- end }}
{{- end }}
{{- else if kindIs "slice" . }}
{{- $result = list }}
{{- range . }}
{{- $result = append $result (include "benchmark-charts.snake" . | fromJson).value }}
{{- end }}
{{- else }}
{{- $result = (include "benchmark-charts.number" . | fromJson).value }}
{{- end }}
{{- dict "value" $result | toJson }}
{{- end }}

{{/* config.yml of the chosen engine. */}}
{{- define "benchmark-charts.experiment" -}}
{{- $b := .Values.benchmark }}
{{- $scenario := include "benchmark-charts.scenario" . | fromYaml }}
{{- $parts := dict "root" . "scenario" $scenario }}
{{- $config := dict "api" (include "benchmark-charts.api" . | fromYaml) }}
{{- $_ := set $config "data" (include "benchmark-charts.data" $parts | fromYaml) }}
{{- $_ := set $config "load" (include "benchmark-charts.load" $parts | fromYaml) }}
{{- $_ := set $config "server" (include "benchmark-charts.server" . | fromYaml) }}
{{- $_ := set $config "tokenizer" (dict "pretrained_model_name_or_path" $b.target.tokenizerPath) }}
{{- with include "benchmark-charts.storage" . | fromYaml }}
{{- $_ := set $config "storage" . }}
{{- end }}
{{- with include "benchmark-charts.metrics" . | fromYaml }}
{{- $_ := set $config "metrics" . }}
{{- end }}
{{- with $b.goodput }}
{{- $limits := (include "benchmark-charts.snake" . | fromJson).value }}
{{- $_ := set $config "report" (dict "goodput" (dict "constraints" $limits)) }}
{{- end }}
{{- if eq $b.engine "native" }}
{{- $_ := set $config "name" $b.scenario }}
{{- $_ := set $config "description" (default "" $scenario.description) }}
{{- if not (kindIs "invalid" $b.seed) }}
{{- $_ := set $config "seed" (int64 $b.seed) }}
{{- end }}
{{- with include "benchmark-charts.slo" . | fromYaml }}
{{- $_ := set $config "slo" . }}
{{- end }}
{{- $config = mergeOverwrite $config (include "benchmark-charts.fleet" . | fromYaml) }}
{{- else }}
{{- include "benchmark-charts.checkInferencePerf" (dict "root" . "config" $config) }}
{{- end }}
{{- toYaml (mergeOverwrite $config (deepCopy $b.config)) }}
{{- end }}

{{- define "benchmark-charts.api" -}}
{{- $api := .Values.benchmark.api }}
{{- $result := dict "type" $api.type "streaming" $api.streaming }}
{{- if $api.headers }}
{{- $_ := set $result "headers" $api.headers }}
{{- end }}
{{- toYaml $result }}
{{- end }}

{{- define "benchmark-charts.server" -}}
{{- $target := .Values.benchmark.target }}
{{- $server := dict "type" $target.serverType "model_name" $target.modelName "ignore_eos" $target.ignoreEos }}
{{- if not (or .Values.benchmark.simulated.enabled (include "benchmark-charts.isAutoscale" .)) }}
{{- $_ := set $server "base_url" $target.baseUrl }}
{{- end }}
{{- if and $target.apiKey.existingSecret (eq .Values.benchmark.engine "native") }}
{{- $_ := set $server "api_key_env" "SERVER_API_KEY" }}
{{- end }}
{{- toYaml $server }}
{{- end }}

{{- define "benchmark-charts.lengths" -}}
{{- $lengths := dict }}
{{- range $key, $value := . }}
{{- if not (kindIs "invalid" $value) }}
{{- $_ := set $lengths (snakecase $key) (include "benchmark-charts.number" $value | fromJson).value }}
{{- end }}
{{- end }}
{{- toYaml $lengths }}
{{- end }}

{{- define "benchmark-charts.data" -}}
{{- $b := .root.Values.benchmark }}
{{- $data := .scenario.data }}
{{- $type := default (default "synthetic" $data.type) $b.data.type }}
{{- $path := default $data.path $b.data.path }}
{{- if $b.customData.enabled }}
{{- if not $b.customData.path }}
{{- fail "benchmark.customData.path: name the file with the conversations" }}
{{- end }}
{{- if ne $b.customData.format "sharegpt" }}
{{- fail (printf "benchmark.customData.format is %s; convert the file to sharegpt: [{\"conversations\": [{\"from\": \"human\", \"value\": …}, {\"from\": \"gpt\", \"value\": …}]}]" $b.customData.format) }}
{{- end }}
{{- $type = "shareGPT" }}
{{- $path = $b.customData.path }}
{{- end }}
{{- $result := dict "type" $type }}
{{- if $path }}
{{- $_ := set $result "path" $path }}
{{- end }}
{{- if has $type (list "synthetic" "random") }}
{{- if not (and $data.input $data.output) }}
{{- fail (printf "benchmark.data.type is %s, but scenario %s has no lengths; write benchmark.scenarios.%s.data.input and output" $type $b.scenario $b.scenario) }}
{{- end }}
{{- if gt (float64 $b.data.prefixSharing.share) 0.0 }}
{{- $result = include "benchmark-charts.prefixSharing" (dict "data" $data "sharing" $b.data.prefixSharing) | fromYaml }}
{{- else }}
{{- $_ := set $result "input_distribution" (include "benchmark-charts.lengths" $data.input | fromYaml) }}
{{- $_ := set $result "output_distribution" (include "benchmark-charts.lengths" $data.output | fromYaml) }}
{{- end }}
{{- else if eq $type "shared_prefix" }}
{{- $shared := $data.sharedPrefix }}
{{- if not $shared }}
{{- $shared = (.root.Files.Get "files/scenarios/sharedPrefix.yaml" | fromYaml).data.sharedPrefix }}
{{- end }}
{{- $_ := set $result "shared_prefix" (include "benchmark-charts.snake" $shared | fromJson).value }}
{{- end }}
{{- toYaml $result }}
{{- end }}

{{/* Prompts of the scenario's lengths whose first part is common to a group. */}}
{{- define "benchmark-charts.prefixSharing" -}}
{{- $share := float64 .sharing.share }}
{{- $common := round (mulf .data.input.mean $share) 0 | int }}
{{- $rest := include "benchmark-charts.lengths" .data.input | fromYaml }}
{{- range list "mean" "min" "max" }}
{{- if hasKey $rest . }}
{{- $_ := set $rest . (max 1 (sub (int (get $rest .)) $common) | int) }}
{{- end }}
{{- end }}
{{- $shared := dict "num_groups" (int .sharing.groups) "num_prompts_per_group" (int .sharing.promptsPerGroup) }}
{{- $_ := set $shared "system_prompt_len" $common }}
{{- $_ := set $shared "question_len" $rest }}
{{- $_ := set $shared "output_len" (include "benchmark-charts.lengths" .data.output | fromYaml) }}
{{- dict "type" "shared_prefix" "shared_prefix" $shared | toYaml }}
{{- end }}

{{- define "benchmark-charts.load" -}}
{{- $load := (include "benchmark-charts.snake" .scenario.load | fromJson).value }}
{{- if and (not $load.stages) (not $load.sweep) }}
{{- $load = omit $load "stages" }}
{{- end }}
{{- if eq .root.Values.benchmark.engine "inference-perf" }}
{{- with $load.sweep }}
{{- $_ := set $load "sweep" (omit . "estimator") }}
{{- end }}
{{- end }}
{{- toYaml $load }}
{{- end }}

{{- define "benchmark-charts.storage" -}}
{{- $b := .Values.benchmark }}
{{- $storage := dict }}
{{- if eq $b.engine "inference-perf" }}
{{- $_ := set $storage "local_storage" (dict "path" "/results/inference-perf") }}
{{- end }}
{{- if include "benchmark-charts.usesS3" . }}
{{- if not $b.storage.s3.bucketName }}
{{- fail "benchmark.storage.s3.bucketName: name the bucket, or set benchmark.storage.s3.enabled=false" }}
{{- end }}
{{- $s3 := dict "bucket_name" $b.storage.s3.bucketName "path" (include "benchmark-charts.s3Path" .) }}
{{- with $b.storage.s3.endpointUrl }}
{{- $_ := set $s3 "endpoint_url" . }}
{{- end }}
{{- with $b.storage.s3.region }}
{{- $_ := set $s3 "region_name" . }}
{{- end }}
{{- if ne $b.storage.s3.addressingStyle "auto" }}
{{- $_ := set $s3 "addressing_style" $b.storage.s3.addressingStyle }}
{{- end }}
{{- $_ := set $storage "simple_storage_service" $s3 }}
{{- end }}
{{- toYaml $storage }}
{{- end }}

{{- define "benchmark-charts.metrics" -}}
{{- $metrics := .Values.benchmark.metrics }}
{{- $target := trimSuffix "/" .Values.benchmark.target.baseUrl }}
{{- if not (has (trimSuffix "/" $metrics.endpoint | trimSuffix "/metrics") (list "" $target)) }}
{{- fail (printf "benchmark.metrics.endpoint is %s; metrics are read from the server itself, %s/metrics: leave it out" $metrics.endpoint $target) }}
{{- end }}
{{- $result := dict }}
{{- if eq .Values.benchmark.engine "native" }}
{{- $_ := set $result "poll_interval" $metrics.interval }}
{{- end }}
{{- with $metrics.prometheus }}
{{- if .url }}
{{- $prometheus := dict "url" .url "scrape_interval" .scrapeInterval }}
{{- if .filters }}
{{- $_ := set $prometheus "filters" .filters }}
{{- end }}
{{- $_ := set $result "type" "prometheus" }}
{{- $_ := set $result "prometheus" $prometheus }}
{{- end }}
{{- end }}
{{- toYaml $result }}
{{- end }}

{{/* `ttftP99Ms: 1200` becomes `ttft_p99: 1200ms`; the experiment file's own keys stay. */}}
{{- define "benchmark-charts.slo" -}}
{{- $slo := dict }}
{{- range $key, $limit := .Values.benchmark.slo }}
{{- if hasSuffix "Ms" $key }}
{{- $_ := set $slo (regexReplaceAll "^(.+)P([0-9.]+)Ms$" $key "${1}_p${2}") (printf "%sms" (toString $limit)) }}
{{- else if eq $key "errorRate" }}
{{- $_ := set $slo "error_rate" (float64 $limit) }}
{{- else }}
{{- $_ := set $slo $key $limit }}
{{- end }}
{{- end }}
{{- toYaml $slo }}
{{- end }}

{{/* What inference-perf cannot do is refused here rather than in the pod. */}}
{{- define "benchmark-charts.checkInferencePerf" -}}
{{- $b := .root.Values.benchmark }}
{{- $data := .config.data }}
{{- $load := .config.load }}
{{- $tag := default "v0.6.1" $b.image.tag | toString }}
{{- if or (eq $b.scenario "autoscale") $b.simulated.enabled $b.slo (not (kindIs "invalid" $b.seed)) $b.target.apiKey.existingSecret }}
{{- fail "benchmark.engine inference-perf has no autoscale scenario, simulated servers, slo, seed or API key Secret; set benchmark.engine=native" }}
{{- end }}
{{- if not (has $load.type (list "constant" "poisson" "concurrent" "trace_replay")) }}
{{- fail (printf "benchmark.engine inference-perf has no load.type %s; set benchmark.engine=native" $load.type) }}
{{- end }}
{{- if eq $data.type "trace" }}
{{- fail "benchmark.engine inference-perf cannot replay the lengths of a trace with its arrivals; set benchmark.engine=native" }}
{{- end }}
{{- if has $data.type (list "synthetic" "random") }}
{{- if eq $b.api.type "chat" }}
{{- fail "benchmark.api.type chat needs a data set in inference-perf (benchmark.data.type=shareGPT); set benchmark.engine=native to chat with synthetic prompts" }}
{{- end }}
{{- if and $load.sweep (hasPrefix "v0.2." $tag) }}
{{- fail "inference-perf v0.2 ends with an error on a sweep with synthetic data; set benchmark.image.tag to v0.6.1 or benchmark.engine=native" }}
{{- end }}
{{- $count := 1.0 }}
{{- with $load.sweep }}
{{- $count = addf 1 (max .num_requests (divf (mulf .num_requests .stage_duration) 5)) }}
{{- else }}
{{- range $load.stages }}
{{- $count = addf $count (default (mulf (default 0 .rate) (default 0 .duration)) .num_requests) }}
{{- end }}
{{- end }}
{{- range list "input_distribution" "output_distribution" }}
{{- $_ := set (get $data .) "total_count" (ceil $count | int) }}
{{- end }}
{{- end }}
{{- end }}
