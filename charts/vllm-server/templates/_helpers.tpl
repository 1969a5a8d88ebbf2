{{- define "vllm-server.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "vllm-server.fullname" -}}
{{- default (printf "%s-%s" .Release.Name (include "vllm-server.name" .)) .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "vllm-server.serviceName" -}}
{{- default (include "vllm-server.fullname" .) .Values.server.service.name }}
{{- end }}

{{- define "vllm-server.selectorLabels" -}}
app.kubernetes.io/name: {{ include "vllm-server.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "vllm-server.ownLabels" -}}
app: vllm-server
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
{{ include "vllm-server.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: {{ default .Release.Name .Values.componentName | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- with .Values.group }}
spillway.io/group: {{ . | quote }}
{{- end }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "vllm-server.labels" -}}
{{- include "vllm-server.strings" (mergeOverwrite (include "vllm-server.ownLabels" . | fromYaml) (deepCopy .Values.commonLabels)) | trim }}
{{- end }}

{{/* Labels of the pods; what selects them cannot be changed. */}}
{{- define "vllm-server.podLabels" -}}
{{- $selector := include "vllm-server.selectorLabels" . | fromYaml }}
{{- include "vllm-server.strings" (mergeOverwrite (include "vllm-server.labels" . | fromYaml) (deepCopy .Values.podLabels) $selector) | trim }}
{{- end }}

{{/* A map whose values become text, as labels and annotations need it. */}}
{{- define "vllm-server.strings" -}}
{{- range $key, $value := . }}
{{ $key }}: {{ toString $value | quote }}
{{- end }}
{{- end }}

{{/* The image of a block with repository, tag and digest. */}}
{{- define "vllm-server.image" -}}
{{- $image := .image }}
{{- if $image.digest }}
{{- printf "%s@%s" $image.repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $image.repository (default .tag $image.tag | toString) }}
{{- end }}
{{- end }}

{{- define "vllm-server.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "vllm-server.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* Name of the Secret with the Hugging Face token; empty when there is none. */}}
{{- define "vllm-server.tokenSecret" -}}
{{- if .Values.simulator.enabled }}
{{- else if .Values.secret.existingSecret }}
{{- .Values.secret.existingSecret }}
{{- else if .Values.secret.hfApiToken }}
{{- printf "%s-hf-token" (include "vllm-server.fullname" .) }}
{{- end }}
{{- end }}

{{/* The names the model is served by: as given, its name at the hub if it lies in a cache, aliases. */}}
{{- define "vllm-server.modelNames" -}}
{{- $path := .Values.server.modelPath }}
{{- $names := list $path }}
{{- $cached := "^/.*/models--([^/]+?)--([^/]+?)(/.*)?$" }}
{{- if regexMatch $cached $path }}
{{- $names = append $names (regexReplaceAll $cached $path "${1}/${2}") }}
{{- end }}
{{- concat $names .Values.server.servedModelNames | uniq | toJson }}
{{- end }}

{{/* Where the model cache comes from: type, hostPath, mountPath, readOnly, create. */}}
{{- define "vllm-server.cache" -}}
{{- $cache := .Values.modelCache }}
{{- $model := trimSuffix "/" .Values.server.modelPath }}
{{- $readOnly := default false $cache.readOnly }}
{{- if $cache.type }}
{{- if and (eq $cache.type "hostPath") (not $cache.hostPath) }}
{{- fail "modelCache.hostPath: name a folder of the node for modelCache.type hostPath" }}
{{- end }}
{{- if and (eq $cache.type "existingClaim") (not $cache.existingClaim) }}
{{- fail "modelCache.existingClaim: name a claim for modelCache.type existingClaim" }}
{{- end }}
{{- dict "type" $cache.type "hostPath" $cache.hostPath "mountPath" $cache.mountPath "readOnly" $readOnly "create" true | toYaml }}
{{- else if $cache.hostPath }}
{{- dict "type" "hostPath" "hostPath" $cache.hostPath "mountPath" $cache.mountPath "readOnly" $readOnly "create" true | toYaml }}
{{- else if hasPrefix "/" $model }}
{{- $root := regexReplaceAll "(/hub)?/models--[^/]+(/.*)?$" $model "" }}
{{- if not $root }}
{{- fail (printf "server.modelPath is %s, right below the root of the node; set modelCache.hostPath to the folder that holds it" $model) }}
{{- end }}
{{- $readOnly = ternary true $cache.readOnly (kindIs "invalid" $cache.readOnly) }}
{{- dict "type" "hostPath" "hostPath" $root "mountPath" $root "readOnly" $readOnly "create" false | toYaml }}
{{- else }}
{{- dict "type" "emptyDir" "mountPath" $cache.mountPath "readOnly" false | toYaml }}
{{- end }}
{{- end }}

{{/* Requests and limits with the accelerator. */}}
{{- define "vllm-server.resources" -}}
{{- $given := deepCopy .Values.resources }}
{{- $accelerators := "^(nvidia\\.com|amd\\.com|gpu\\.intel\\.com|habana\\.ai|google\\.com|aws\\.amazon\\.com)/" }}
{{- $named := false }}
{{- range $kind := list "requests" "limits" }}
{{- range $key, $amount := default dict (get $given $kind) }}
{{- if regexMatch $accelerators $key }}
{{- $named = true }}
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.gpuResource (not $named) }}
{{- $gpu := dict .Values.gpuResource (.Values.gpuCount | int) }}
{{- $given = mergeOverwrite (dict "requests" (deepCopy $gpu) "limits" (deepCopy $gpu)) $given }}
{{- end }}
{{- toYaml $given }}
{{- end }}

{{/* The pod's affinity, with nodeName as a condition on the node's name. */}}
{{- define "vllm-server.affinity" -}}
{{- $affinity := deepCopy .Values.affinity }}
{{- if and .Values.nodeName (eq .Values.nodeNameMode "affinity") }}
{{- $match := dict "key" "metadata.name" "operator" "In" "values" (list .Values.nodeName) }}
{{- $node := default dict $affinity.nodeAffinity }}
{{- $required := default dict $node.requiredDuringSchedulingIgnoredDuringExecution }}
{{- $terms := list }}
{{- range default (list dict) $required.nodeSelectorTerms }}
{{- $terms = append $terms (mergeOverwrite (deepCopy .) (dict "matchFields" (append (default list .matchFields) $match))) }}
{{- end }}
{{- $_ := set $node "requiredDuringSchedulingIgnoredDuringExecution" (dict "nodeSelectorTerms" $terms) }}
{{- $_ := set $affinity "nodeAffinity" $node }}
{{- end }}
{{- if $affinity }}
{{- toYaml $affinity }}
{{- end }}
{{- end }}

{{/* A probe on the server's port. */}}
{{- define "vllm-server.probe" -}}
httpGet:
  path: {{ .path | quote }}
  port: http
{{ omit . "enabled" "path" | toYaml }}
{{- end }}

{{/* What no schema can say; every template that needs it includes it once. */}}
{{- define "vllm-server.check" -}}
{{- $server := .Values.server }}
{{- $target := $server.service.targetPort }}
{{- if and $target (not (kindIs "string" $target)) (ne (int $target) (int $server.port)) }}
{{- fail (printf "server.service.targetPort is %d but the server listens on server.port %d; leave targetPort out or set both" (int $target) (int $server.port)) }}
{{- end }}
{{- if and (kindIs "string" $target) $target (not (has $target (list "http" (toString $server.port)))) }}
{{- fail (printf "server.service.targetPort is %s; leave it out, or write http or %d" $target (int $server.port)) }}
{{- end }}
{{- if and $server.hostNetwork $server.hostPort (ne (int $server.hostPort) (int $server.port)) }}
{{- fail "server.hostPort must equal server.port when server.hostNetwork is on" }}
{{- end }}
{{- if not .Values.simulator.enabled }}
{{- $_ := required "server.modelPath: name the model, as meta-llama/Llama-3.2-3B-Instruct or a folder" $server.modelPath }}
{{- $parallel := int (default 1 $server.tensorParallelSize) }}
{{- if and (gt $parallel 1) (contains "/mig-" .Values.gpuResource) }}
{{- fail (printf "server.tensorParallelSize is %d, but a process can use one MIG slice only (gpuResource %s); take whole GPUs or a larger slice" $parallel .Values.gpuResource) }}
{{- end }}
{{- if and .Values.gpuResource (gt $parallel (int .Values.gpuCount)) }}
{{- fail (printf "server.tensorParallelSize is %d but gpuCount is %d; set gpuCount to at least %d" $parallel (int .Values.gpuCount) $parallel) }}
{{- end }}
{{- end }}
{{- if and (eq .Values.autoscaling.mode "keda") (not .Values.autoscaling.keda.serverAddress) (not .Values.autoscaling.keda.triggers) }}
{{- fail "autoscaling.keda.serverAddress: name Prometheus, as http://prometheus.monitoring:9090, or write triggers" }}
{{- end }}
{{- end }}
