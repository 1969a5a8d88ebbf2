{{/* Arguments of vLLM, a JSON list. Nothing passes through a shell. */}}
{{- define "vllm-server.args" -}}
{{- $server := .Values.server }}
{{- $args := list $server.modelPath "--host" $server.host "--port" (toString $server.port) }}
{{- $args = concat (append $args "--served-model-name") (include "vllm-server.modelNames" . | fromJsonArray) }}
{{- $values := list
  (list "--dtype" $server.dtype)
  (list "--max-model-len" $server.maxModelLen)
  (list "--gpu-memory-utilization" $server.gpuMemoryUtilization)
  (list "--max-num-seqs" $server.maxNumSeqs)
  (list "--max-num-batched-tokens" $server.maxNumBatchedTokens)
  (list "--tensor-parallel-size" $server.tensorParallelSize) }}
{{- range $values }}
{{- if not (kindIs "invalid" (last .)) }}
{{- $args = concat $args (list (first .) (include "vllm-server.text" (last .))) }}
{{- end }}
{{- end }}
{{- range list (list "prefix-caching" $server.enablePrefixCaching) (list "chunked-prefill" $server.enableChunkedPrefill) }}
{{- if not (kindIs "invalid" (last .)) }}
{{- $args = append $args (printf "--%senable-%s" (ternary "" "no-" (last .)) (first .)) }}
{{- end }}
{{- end }}
{{- $args = concat $args (include "vllm-server.loraArgs" . | fromJsonArray) }}
{{- range $server.extraArgs }}
{{- $args = append $args (include "vllm-server.text" .) }}
{{- end }}
{{- toJson $args }}
{{- end }}

{{- define "vllm-server.loraArgs" -}}
{{- $args := list }}
{{- with .Values.lora }}
{{- if .enabled }}
{{- $args = append $args "--enable-lora" }}
{{- if .modules }}
{{- $args = append $args "--lora-modules" }}
{{- range .modules }}
{{- $args = append $args (printf "%s=%s" .name .path) }}
{{- end }}
{{- end }}
{{- if .maxLoras }}
{{- $args = concat $args (list "--max-loras" (include "vllm-server.text" .maxLoras)) }}
{{- end }}
{{- if .maxLoraRank }}
{{- $args = concat $args (list "--max-lora-rank" (include "vllm-server.text" .maxLoraRank)) }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $args }}
{{- end }}

{{/* Arguments of the look-alike, a JSON list. */}}
{{- define "vllm-server.simulatorArgs" -}}
{{- $server := .Values.server }}
{{- $simulator := .Values.simulator }}
{{- $args := list "simulate" "--host" $server.host "--port" (toString $server.port) }}
{{- if $simulator.fixed }}
{{- $args = concat $args (list "--fixed" $simulator.fixed) }}
{{- else }}
{{- $args = concat $args (list "--profile" $simulator.profile) }}
{{- end }}
{{- $args = concat $args (list "--startup" (toString $simulator.startup)) }}
{{- if and $server.maxNumSeqs (not $simulator.fixed) }}
{{- $args = concat $args (list "--max-num-seqs" (include "vllm-server.text" $server.maxNumSeqs)) }}
{{- end }}
{{- if and $server.maxModelLen (not (kindIs "string" $server.maxModelLen)) (not $simulator.fixed) }}
{{- $args = concat $args (list "--max-model-len" (include "vllm-server.text" $server.maxModelLen)) }}
{{- end }}
{{- if $server.apiKey.existingSecret }}
{{- $args = concat $args (list "--api-key-env" "VLLM_API_KEY") }}
{{- end }}
{{- if $server.modelPath }}
{{- range include "vllm-server.modelNames" . | fromJsonArray }}
{{- $args = concat $args (list "--model" .) }}
{{- end }}
{{- end }}
{{- range $simulator.extraArgs }}
{{- $args = append $args (include "vllm-server.text" .) }}
{{- end }}
{{- toJson $args }}
{{- end }}

{{/* A value as text; whole numbers stay whole however they came in. */}}
{{- define "vllm-server.text" -}}
{{- if kindIs "float64" . }}
{{- if eq . (floor .) }}{{ printf "%.0f" . }}{{ else }}{{ . }}{{ end }}
{{- else }}
{{- toString . }}
{{- end }}
{{- end }}
