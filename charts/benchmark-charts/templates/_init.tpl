{{/* What happens before the benchmark: packages, data set, a look at the server. */}}
{{- define "benchmark-charts.initContainers" -}}
{{- $b := .Values.benchmark }}
{{- $packages := include "benchmark-charts.packages" . | fromJsonArray }}
{{- $native := eq $b.engine "native" }}
{{- if $packages }}
- name: dependencies
  image: {{ include "benchmark-charts.image" . | quote }}
  imagePullPolicy: {{ $b.image.pullPolicy }}
  command: [python3, -m, pip, install, --no-cache-dir, --target, /dependencies]
  args:
    {{- toYaml $packages | nindent 4 }}
  env:
    - name: HOME
      value: /tmp
  securityContext:
    {{- include "benchmark-charts.containerSecurity" (dict "native" false "given" $b.securityContext) | nindent 4 }}
  volumeMounts:
    - name: dependencies
      mountPath: /dependencies
    - name: tmp
      mountPath: /tmp
{{- end }}
{{- with $b.dataset.s3Uri }}
- name: dataset
  image: {{ printf "%s:%s" $b.dataset.downloadImage.repository $b.dataset.downloadImage.tag | quote }}
  command: [aws, s3, cp]
  args: [{{ . | quote }}, {{ printf "%s/" $b.dataset.mountPath | quote }}{{ if hasSuffix "/" . }}, --recursive{{ end }}{{ with $b.storage.s3.endpointUrl }}, --endpoint-url, {{ . | quote }}{{ end }}]
  env:
    - name: HOME
      value: /tmp
  {{- with $b.storage.s3.credentialsSecret }}
  envFrom:
    - secretRef:
        name: {{ . | quote }}
  {{- end }}
  securityContext:
    {{- include "benchmark-charts.containerSecurity" (dict "native" $native "given" $b.securityContext) | nindent 4 }}
  volumeMounts:
    - name: dataset
      mountPath: {{ $b.dataset.mountPath | quote }}
    - name: tmp
      mountPath: /tmp
{{- end }}
{{- if and $b.preflight.enabled (not $b.simulated.enabled) (not (include "benchmark-charts.isAutoscale" .)) }}
- name: preflight
  image: {{ include "benchmark-charts.ownImage" (dict "repository" $b.preflight.image.repository "tag" $b.preflight.image.tag "version" .Chart.AppVersion) | quote }}
  imagePullPolicy: {{ $b.image.pullPolicy }}
  command: [/bin/sh, /workspace/preflight.sh]
  env:
    - name: BASE_URL
      value: {{ trimSuffix "/" $b.target.baseUrl | quote }}
    - name: MODEL_NAME
      value: {{ $b.target.modelName | quote }}
    - name: API_TYPE
      value: {{ $b.api.type | quote }}
    - name: TIMEOUT_SECONDS
      value: {{ $b.preflight.timeoutSeconds | quote }}
    - name: PAUSE_SECONDS
      value: "5"
    - name: PROBE
      value: {{ $b.preflight.probe | quote }}
    {{- with $b.target.apiKey.existingSecret }}
    - name: API_KEY
      valueFrom:
        secretKeyRef:
          name: {{ . | quote }}
          key: {{ $b.target.apiKey.key | quote }}
    {{- end }}
  securityContext:
    {{- include "benchmark-charts.containerSecurity" (dict "native" true "given" $b.securityContext) | nindent 4 }}
  volumeMounts:
    - name: config
      mountPath: /workspace
      readOnly: true
{{- end }}
{{- end }}
