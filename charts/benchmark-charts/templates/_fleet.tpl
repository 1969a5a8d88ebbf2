{{/* The experiment's fleet, scaling and routing; empty for one endpoint. */}}
{{- define "benchmark-charts.fleet" -}}
{{- $auto := .Values.benchmark.autoscale }}
{{- $simulated := .Values.benchmark.simulated.enabled }}
{{- $result := dict }}
{{- if include "benchmark-charts.isAutoscale" . }}
{{- $fleet := dict "min_replicas" (int $auto.minReplicas) "max_replicas" (int $auto.maxReplicas) }}
{{- if not (kindIs "invalid" $auto.costPerReplicaHour) }}
{{- $_ := set $fleet "cost_per_replica_hour" (float64 $auto.costPerReplicaHour) }}
{{- end }}
{{- with $auto.replicas }}
{{- $_ := set $fleet "replicas" (include "benchmark-charts.snake" . | fromJson).value }}
{{- end }}
{{- $_ := set $fleet "actuator" (ternary "simulated" $auto.actuator $simulated) }}
{{- if not $simulated }}
{{- $_ := set $fleet $auto.actuator (include "benchmark-charts.actuator" . | fromYaml) }}
{{- end }}
{{- $_ := set $result "fleet" $fleet }}
{{- $_ := set $result "routing" $auto.routing }}
{{- $policy := dict "type" "queue-threshold" "metric" "num_requests_waiting" "threshold" 1 "consecutive" 2 }}
{{- $scaling := dict "policy" (default $policy $auto.policy) "check_interval" $auto.checkInterval }}
{{- $_ := set $scaling "scale_out" (include "benchmark-charts.snake" $auto.scaleOut | fromJson).value }}
{{- $_ := set $scaling "scale_in" (include "benchmark-charts.snake" $auto.scaleIn | fromJson).value }}
{{- if or $simulated (ne $auto.actuator "observe") }}
{{- $_ := set $result "scaling" $scaling }}
{{- end }}
{{- else if $simulated }}
{{- $_ := set $result "fleet" (dict "actuator" "simulated" "min_replicas" 1) }}
{{- end }}
{{- if $simulated }}
{{- $engine := (include "benchmark-charts.snake" (omit .Values.benchmark.simulated "enabled") | fromJson).value }}
{{- $_ := set $result.fleet "simulated" $engine }}
{{- end }}
{{- toYaml $result }}
{{- end }}

{{/* The block of the actuator. Inside the cluster pods are reached at their addresses. */}}
{{- define "benchmark-charts.actuator" -}}
{{- $auto := .Values.benchmark.autoscale }}
{{- $target := include "benchmark-charts.target" . | fromYaml }}
{{- $block := dict "namespace" (include "benchmark-charts.fleetNamespace" .) "reach" "pod-ip" }}
{{- if eq $auto.actuator "kubernetes" }}
{{- if not (or $auto.workload $target.service) }}
{{- fail "benchmark.autoscale.workload: name what is scaled, as deployment/vllm" }}
{{- end }}
{{- $_ := set $block "workload" (default (printf "deployment/%s" $target.service) $auto.workload) }}
{{- $_ := set $block "container_port" (int $auto.containerPort) }}
{{- else if eq $auto.actuator "helm" }}
{{- $_ := set $block "chart" $auto.helm.chart }}
{{- $_ := set $block "release_prefix" (default .Release.Name $auto.helm.releasePrefix) }}
{{- $_ := set $block "port" (int $auto.containerPort) }}
{{- $_ := set $block "values" $auto.helm.values }}
{{- else }}
{{- $_ := set $block "selector" $auto.selector }}
{{- $_ := set $block "port" (int $auto.containerPort) }}
{{- end }}
{{- toYaml $block }}
{{- end }}

{{/* The kind of a workload, by any of its names, as plural.group. */}}
{{- define "benchmark-charts.workloadKind" -}}
{{- $short := dict "deploy" "deployments" "sts" "statefulsets" "rs" "replicasets" "rc" "replicationcontrollers" "lws" "leaderworkersets" }}
{{- $groups := dict "replicationcontrollers" "" "leaderworkersets" "leaderworkerset.x-k8s.io" }}
{{- if contains "." . }}
{{- . }}
{{- else }}
{{- $plural := default (printf "%ss" (trimSuffix "s" .)) (get $short .) }}
{{- printf "%s.%s" $plural (ternary (get $groups $plural) "apps" (hasKey $groups $plural)) }}
{{- end }}
{{- end }}

{{/* Rights in the namespace of the replicas: what the actuator asks for and no more. */}}
{{- define "benchmark-charts.rules" -}}
{{- $actuator := .Values.benchmark.autoscale.actuator }}
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch{{ if eq $actuator "kubernetes" }}, patch{{ end }}]
- apiGroups: [""]
  resources: [pods/log, events]
  verbs: [get, list, watch]
{{- if ne $actuator "observe" }}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, list, create, update, patch, delete]
{{- end }}
{{- if eq $actuator "kubernetes" }}
{{- $workload := (include "benchmark-charts.actuator" . | fromYaml).workload | splitList "/" }}
{{- $kind := include "benchmark-charts.workloadKind" (first $workload | lower) | splitn "." 2 }}
{{- $group := $kind._1 | quote }}
{{- $kind = $kind._0 }}
- apiGroups: [{{ $group }}]
  resources: [{{ $kind }}]
  resourceNames: [{{ last $workload | quote }}]
  verbs: [get]
- apiGroups: [{{ $group }}]
  resources: [{{ $kind }}/scale]
  resourceNames: [{{ last $workload | quote }}]
  verbs: [get, update, patch]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [get, list]
- apiGroups: [keda.sh]
  resources: [scaledobjects]
  verbs: [get, list]
{{- else if eq $actuator "helm" }}
- apiGroups: [""]
  resources: [secrets, configmaps, services]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, update, patch, delete]
- apiGroups: [apps]
  resources: [replicasets]
  verbs: [get, list, watch]
{{- end }}
{{- end }}
