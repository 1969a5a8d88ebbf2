{{/* Requests and limits, with `main` laid over them. */}}
{{- define "benchmark-charts.resources" -}}
{{- $resources := deepCopy (omit .Values.benchmark.resources "main") }}
{{- toYaml (mergeOverwrite $resources (deepCopy (default dict .Values.benchmark.resources.main))) }}
{{- end }}

{{/* Beside the server. */}}
{{- define "benchmark-charts.affinity" -}}
{{- $affinity := .Values.benchmark.affinity }}
{{- $target := include "benchmark-charts.target" . | fromYaml }}
{{- $labels := $affinity.targetLabels }}
{{- if and (not $labels) $target.service }}
{{- $labels = dict "app.kubernetes.io/component" (trimSuffix "-vllm-server" $target.service) }}
{{- end }}
{{- if and $affinity.enabled $labels (not .Values.benchmark.simulated.enabled) }}
{{- $namespaces := default (list $target.namespace) $affinity.targetNamespaces }}
{{- $term := dict "topologyKey" $affinity.topologyKey "namespaces" $namespaces "labelSelector" (dict "matchLabels" $labels) }}
{{- if eq $affinity.mode "required" }}
{{- dict "podAffinity" (dict "requiredDuringSchedulingIgnoredDuringExecution" (list $term)) | toYaml }}
{{- else }}
{{- $preference := dict "weight" (int $affinity.weight) "podAffinityTerm" $term }}
{{- dict "podAffinity" (dict "preferredDuringSchedulingIgnoredDuringExecution" (list $preference)) | toYaml }}
{{- end }}
{{- end }}
{{- end }}

{{/* Seconds that the Job may take: twice the load and a margin, for every try. */}}
{{- define "benchmark-charts.deadline" -}}
{{- $b := .Values.benchmark }}
{{- if not (kindIs "invalid" $b.job.activeDeadlineSeconds) }}
{{- int $b.job.activeDeadlineSeconds }}
{{- else }}
{{- $load := int (default "14400" (include "benchmark-charts.loadSeconds" .)) }}
{{- $tries := add 1 (int $b.job.backoffLimit) }}
{{- mul $tries (add (mul 2 $load) (int $b.preflight.timeoutSeconds) 900) }}
{{- end }}
{{- end }}

{{/* Python packages: those asked for, and with `auto` what the tokenizer's family needs. */}}
{{- define "benchmark-charts.packages" -}}
{{- $b := .Values.benchmark }}
{{- $packages := list }}
{{- if eq $b.engine "inference-perf" }}
{{- $packages = $b.dependencies.packages }}
{{- if and $b.dependencies.auto (regexMatch "(?i)mistral|mixtral|llama-?2|llama-?3\\.1" $b.target.tokenizerPath) }}
{{- $packages = concat (list "sentencepiece==0.2.0" "protobuf==5.29.2") $packages }}
{{- end }}
{{- end }}
{{- toJson (uniq $packages) }}
{{- end }}

{{/* The command that the Job runs. */}}
{{- define "benchmark-charts.command" -}}
{{- if eq .Values.benchmark.engine "native" }}
{{- concat (list "/results/$(POD_NAME)" "spillway" "run" "-c" "/workspace/config.yml" "--out" "/results/$(POD_NAME)") .Values.benchmark.extraArgs | toJson }}
{{- else }}
{{- concat (list "/results/inference-perf" "inference-perf" "--config_file" "/workspace/config.yml") .Values.benchmark.extraArgs | toJson }}
{{- end }}
{{- end }}

{{/* Containers of our own image run without rights and cannot write outside their volumes. */}}
{{- define "benchmark-charts.containerSecurity" -}}
{{- $strict := dict "allowPrivilegeEscalation" false "capabilities" (dict "drop" (list "ALL")) }}
{{- if .native }}
{{- $_ := set $strict "readOnlyRootFilesystem" true }}
{{- end }}
{{- toYaml (mergeOverwrite $strict (deepCopy .given)) }}
{{- end }}

{{- define "benchmark-charts.podSecurity" -}}
{{- $context := dict "seccompProfile" (dict "type" "RuntimeDefault") }}
{{- if eq .Values.benchmark.engine "native" }}
{{- $context = merge $context (dict "runAsNonRoot" true "runAsUser" 10001 "runAsGroup" 10001 "fsGroup" 10001) }}
{{- end }}
{{- toYaml (mergeOverwrite $context (deepCopy .Values.benchmark.podSecurityContext)) }}
{{- end }}

{{- define "benchmark-charts.env" -}}
{{- $b := .Values.benchmark }}
- name: BENCHMARK_SCENARIO
  value: {{ $b.scenario | quote }}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: NODE_NAME
  valueFrom:
    fieldRef:
      fieldPath: spec.nodeName
- name: HOME
  value: /tmp
{{- if eq $b.engine "native" }}
- name: SPILLWAY_JAVA_OPTS
  value: "-XX:MaxRAMPercentage=70"
{{- else }}
- name: TOKENIZERS_PARALLELISM
  value: "false"
{{- if include "benchmark-charts.packages" . | fromJsonArray }}
- name: PYTHONPATH
  value: /dependencies
{{- end }}
{{- end }}
{{- with $b.hfToken.existingSecret }}
- name: HF_TOKEN
  valueFrom:
    secretKeyRef:
      name: {{ . | quote }}
      key: {{ $b.hfToken.key | quote }}
      optional: {{ $b.hfToken.optional }}
{{- end }}
{{- with $b.target.apiKey.existingSecret }}
- name: SERVER_API_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . | quote }}
      key: {{ $b.target.apiKey.key | quote }}
{{- end }}
{{- with $b.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "benchmark-charts.mounts" -}}
{{- $b := .Values.benchmark }}
- name: config
  mountPath: /workspace
  readOnly: true
- name: results
  mountPath: /results
- name: tmp
  mountPath: /tmp
{{- if include "benchmark-charts.packages" . | fromJsonArray }}
- name: dependencies
  mountPath: /dependencies
{{- end }}
{{- if or $b.dataset.configMap $b.dataset.existingClaim $b.dataset.s3Uri }}
- name: dataset
  mountPath: {{ $b.dataset.mountPath | quote }}
  readOnly: true
{{- end }}
{{- with $b.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "benchmark-charts.volumes" -}}
{{- $b := .Values.benchmark }}
{{- $results := $b.storage.results }}
- name: config
  configMap:
    name: {{ include "benchmark-charts.scenarioFullname" . | quote }}
- name: results
  {{- if eq $results.type "pvc" }}
  persistentVolumeClaim:
    claimName: {{ include "benchmark-charts.scenarioFullname" . | quote }}
  {{- else if eq $results.type "existingClaim" }}
  persistentVolumeClaim:
    claimName: {{ required "benchmark.storage.results.existingClaim: name the claim" $results.existingClaim | quote }}
  {{- else if eq $results.type "hostPath" }}
  hostPath:
    path: {{ required "benchmark.storage.results.hostPath: name the folder of the node" $results.hostPath | quote }}
    type: DirectoryOrCreate
  {{- else }}
  emptyDir: {}
  {{- end }}
- name: tmp
  emptyDir: {}
{{- if include "benchmark-charts.packages" . | fromJsonArray }}
- name: dependencies
  emptyDir: {}
{{- end }}
{{- if $b.dataset.configMap }}
- name: dataset
  configMap:
    name: {{ $b.dataset.configMap | quote }}
{{- else if $b.dataset.existingClaim }}
- name: dataset
  persistentVolumeClaim:
    claimName: {{ $b.dataset.existingClaim | quote }}
    readOnly: true
{{- else if $b.dataset.s3Uri }}
- name: dataset
  emptyDir: {}
{{- end }}
{{- with $b.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
