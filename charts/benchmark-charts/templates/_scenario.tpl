{{/* The file of a scenario. */}}
{{- define "benchmark-charts.scenarioName" -}}
{{- get (dict "sharegpt" "realDataset" "trace" "traceReplay") .Values.benchmark.scenario | default .Values.benchmark.scenario }}
{{- end }}

{{/* The scenario with the user's changes. */}}
{{- define "benchmark-charts.scenario" -}}
{{- $name := include "benchmark-charts.scenarioName" . }}
{{- $own := .Files.Get (printf "files/scenarios/%s.yaml" $name) | fromYaml }}
{{- $changes := dict }}
{{- range uniq (list $name .Values.benchmark.scenario) }}
{{- $changes = mergeOverwrite $changes (deepCopy (default dict (get $.Values.benchmark.scenarios .))) }}
{{- end }}
{{- $stages := include "benchmark-charts.stages" (dict "own" (default list $own.load.stages) "given" (dig "load" "stages" nil $changes)) | fromYamlArray }}
{{- $scenario := mergeOverwrite $own $changes }}
{{- $_ := set $scenario.load "stages" $stages }}
{{- toYaml $scenario }}
{{- end }}

{{/* Complete stages replace the scenario's own; stages with gaps are laid over them, each in its place. */}}
{{- define "benchmark-charts.stages" -}}
{{- if kindIs "invalid" .given }}
{{- toYaml .own }}
{{- else }}
{{- $complete := true }}
{{- range .given }}
{{- if not (include "benchmark-charts.isWholeStage" .) }}
{{- $complete = false }}
{{- end }}
{{- end }}
{{- if $complete }}
{{- toYaml .given }}
{{- else }}
{{- $result := list }}
{{- $own := .own }}
{{- $given := .given }}
{{- range $i := until (max (len $own) (len $given) | int) }}
{{- $stage := dict }}
{{- if lt $i (len $own) }}
{{- $stage = deepCopy (index $own $i) }}
{{- end }}
{{- if lt $i (len $given) }}
{{- if index $given $i }}
{{- $change := deepCopy (index $given $i) }}
{{- if hasKey $change "duration" }}{{- $stage = omit $stage "numRequests" }}{{- end }}
{{- if hasKey $change "numRequests" }}{{- $stage = omit $stage "duration" }}{{- end }}
{{- $stage = mergeOverwrite $stage $change }}
{{- end }}
{{- end }}
{{- if not (include "benchmark-charts.isWholeStage" $stage) }}
{{- fail (printf "stages[%d] is %s; write its rate and its duration, or numRequests" $i (toJson $stage)) }}
{{- end }}
{{- $result = append $result $stage }}
{{- end }}
{{- toYaml $result }}
{{- end }}
{{- end }}
{{- end }}

{{/* Whether a stage says both how fast and how long. */}}
{{- define "benchmark-charts.isWholeStage" -}}
{{- if kindIs "map" . }}
{{- if and (or (hasKey . "rate") (hasKey . "concurrencyLevel")) (or (hasKey . "duration") (hasKey . "numRequests")) }}true{{ end }}
{{- end }}
{{- end }}

{{/* Seconds that the load lasts; empty when nobody can know. */}}
{{- define "benchmark-charts.loadSeconds" -}}
{{- $load := (include "benchmark-charts.scenario" . | fromYaml).load }}
{{- $seconds := 0.0 }}
{{- $known := ne $load.type "trace_replay" }}
{{- with $load.sweep }}
{{- $seconds = addf (mulf .timeout 2) (mulf .numStages (addf .stageDuration 60)) 600 }}
{{- else }}
{{- range $load.stages }}
{{- if .duration }}
{{- $seconds = addf $seconds .duration }}
{{- else if and .rate .numRequests }}
{{- $seconds = addf $seconds (divf .numRequests .rate) }}
{{- else }}
{{- $known = false }}
{{- end }}
{{- end }}
{{- end }}
{{- if $known }}
{{- ceil $seconds | int }}
{{- end }}
{{- end }}
