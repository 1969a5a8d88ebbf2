{{- define "benchmark-charts.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "benchmark-charts.fullname" -}}
{{- default (printf "%s-%s" .Release.Name (include "benchmark-charts.name" .)) .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* `<fullname>-<scenario>`, short enough for a label of the Job's pods. */}}
{{- define "benchmark-charts.scenarioFullname" -}}
{{- $suffix := .Values.benchmark.scenario | kebabcase | lower }}
{{- $room := int (sub 57 (len $suffix)) }}
{{- printf "%s-%s" (include "benchmark-charts.fullname" . | trunc $room | trimSuffix "-") $suffix }}
{{- end }}

{{/* A Job cannot be changed: an upgrade makes another. */}}
{{- define "benchmark-charts.jobName" -}}
{{- $name := include "benchmark-charts.scenarioFullname" . }}
{{- if gt (int .Release.Revision) 1 }}
{{- printf "%s-r%d" $name (int .Release.Revision) }}
{{- else }}
{{- $name }}
{{- end }}
{{- end }}

{{- define "benchmark-charts.namespace" -}}
{{- default .Release.Namespace .Values.benchmark.namespace }}
{{- end }}

{{- define "benchmark-charts.selectorLabels" -}}
app: inference-perf
app.kubernetes.io/name: {{ include "benchmark-charts.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: benchmark
benchmark.scenario: {{ .Values.benchmark.scenario | quote }}
{{- end }}

{{- define "benchmark-charts.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
{{ include "benchmark-charts.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/* A map whose values become text, as labels and annotations need it. */}}
{{- define "benchmark-charts.strings" -}}
{{- range $key, $value := . }}
{{ $key }}: {{ toString $value | quote }}
{{- end }}
{{- end }}

{{- define "benchmark-charts.serviceAccountName" -}}
{{- default "default" .Values.benchmark.serviceAccount.name }}
{{- end }}

{{/* Spillway's image, whatever the engine. */}}
{{- define "benchmark-charts.ownImage" -}}
{{- printf "%s:%s" (default "spillway" .repository) (default .version .tag | toString) }}
{{- end }}

{{- define "benchmark-charts.image" -}}
{{- $image := .Values.benchmark.image }}
{{- $native := eq .Values.benchmark.engine "native" }}
{{- $repository := default (ternary "spillway" "quay.io/inference-perf/inference-perf" $native) $image.repository }}
{{- if $image.digest }}
{{- printf "%s@%s" $repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $repository (default (ternary .Chart.AppVersion "v0.6.1" $native) $image.tag | toString) }}
{{- end }}
{{- end }}

{{/* Names in baseUrl: service and namespace, empty where it is not a Service of the cluster. */}}
{{- define "benchmark-charts.target" -}}
{{- $host := regexReplaceAll ":[0-9]+$" (urlParse .Values.benchmark.target.baseUrl).host "" }}
{{- $labels := splitList "." $host }}
{{- $address := or (regexMatch "^[0-9.]+$" $host) (hasPrefix "[" $host) }}
{{- $service := and (not $address) (or (le (len $labels) 2) (eq (index (append (append $labels "") "") 2) "svc")) }}
{{- $namespace := include "benchmark-charts.namespace" . }}
{{- if $service }}
{{- dict "service" (first $labels) "namespace" (ternary (index (append $labels "") 1) $namespace (gt (len $labels) 1)) | toYaml }}
{{- else }}
{{- dict "service" "" "namespace" $namespace | toYaml }}
{{- end }}
{{- end }}

{{- define "benchmark-charts.isAutoscale" -}}
{{- if eq .Values.benchmark.scenario "autoscale" }}true{{ end }}
{{- end }}

{{/* Where the replicas of scenario autoscale are. */}}
{{- define "benchmark-charts.fleetNamespace" -}}
{{- default (include "benchmark-charts.target" . | fromYaml).namespace .Values.benchmark.autoscale.namespace }}
{{- end }}

{{/* Whether the scenario acts on the cluster. */}}
{{- define "benchmark-charts.needsRbac" -}}
{{- if and (include "benchmark-charts.isAutoscale" .) .Values.benchmark.rbac.create .Values.benchmark.enabled (not .Values.benchmark.simulated.enabled) }}true{{ end }}
{{- end }}

{{- define "benchmark-charts.usesS3" -}}
{{- $s3 := .Values.benchmark.storage.s3 }}
{{- if or $s3.enabled (and (kindIs "invalid" $s3.enabled) $s3.bucketName) }}true{{ end }}
{{- end }}

{{- define "benchmark-charts.s3Path" -}}
{{- $b := .Values.benchmark }}
{{- $prefix := default $b.storage.s3.pathPrefix $b.storage.s3.path | trimSuffix "/" }}
{{- $path := list $prefix $b.scenario $b.target.serverType ($b.target.modelName | trimSuffix "/" | base) }}
{{- if not (contains "{timestamp}" $prefix) }}
{{- $path = append $path "{timestamp}" }}
{{- end }}
{{- compact $path | join "/" | trimPrefix "/" }}
{{- end }}
