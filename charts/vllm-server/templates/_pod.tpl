{{/* Which node, and how the pod gets there. */}}
{{- define "vllm-server.placement" -}}
{{- if and .Values.nodeName (eq .Values.nodeNameMode "direct") }}
nodeName: {{ .Values.nodeName | quote }}
{{- end }}
{{- with include "vllm-server.affinity" . }}
affinity:
  {{- . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- include "vllm-server.strings" . | trim | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if and .Values.runtimeClassName (not .Values.simulator.enabled) }}
runtimeClassName: {{ .Values.runtimeClassName | quote }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .Values.schedulerName }}
schedulerName: {{ . | quote }}
{{- end }}
{{- end }}

{{/* Variables of the server. CUDA_VISIBLE_DEVICES is the device plugin's business. */}}
{{- define "vllm-server.env" -}}
{{- $values := .root.Values }}
{{- if $values.simulator.enabled }}
- name: SPILLWAY_JAVA_OPTS
  value: "-XX:MaxRAMPercentage=60"
{{- else }}
{{- if ne .cache.type "none" }}
- name: HF_HOME
  value: {{ .cache.mountPath | quote }}
{{- end }}
{{- with .tokenSecret }}
{{- range list "HF_TOKEN" "HUGGING_FACE_HUB_TOKEN" }}
- name: {{ . | quote }}
  valueFrom:
    secretKeyRef:
      name: {{ $.tokenSecret | quote }}
      key: {{ $values.secret.key | quote }}
      optional: {{ $values.secret.optional }}
{{- end }}
{{- end }}
{{- end }}
{{- with $values.server.apiKey.existingSecret }}
- name: VLLM_API_KEY
  valueFrom:
    secretKeyRef:
      name: {{ . | quote }}
      key: {{ $values.server.apiKey.key | quote }}
{{- end }}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- with $values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "vllm-server.mounts" -}}
{{- $values := .root.Values }}
{{- if $values.simulator.enabled }}
- name: tmp
  mountPath: /tmp
{{- else }}
- name: serve
  mountPath: /etc/vllm-server
  readOnly: true
{{- if ne .cache.type "none" }}
- name: model-cache
  mountPath: {{ .cache.mountPath | quote }}
  {{- if .cache.readOnly }}
  readOnly: true
  {{- end }}
{{- end }}
{{- if $values.shm.enabled }}
- name: shm
  mountPath: /dev/shm
{{- end }}
{{- end }}
{{- with $values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "vllm-server.volumes" -}}
{{- $values := .root.Values }}
{{- $fullname := include "vllm-server.fullname" .root }}
{{- if $values.simulator.enabled }}
- name: tmp
  emptyDir: {}
{{- else }}
- name: serve
  configMap:
    name: {{ $fullname }}-serve
{{- if eq .cache.type "hostPath" }}
- name: model-cache
  hostPath:
    path: {{ .cache.hostPath | quote }}
    type: {{ ternary "DirectoryOrCreate" "Directory" .cache.create }}
{{- else if eq .cache.type "pvc" }}
- name: model-cache
  persistentVolumeClaim:
    claimName: {{ $fullname }}-model-cache
{{- else if eq .cache.type "existingClaim" }}
- name: model-cache
  persistentVolumeClaim:
    claimName: {{ $values.modelCache.existingClaim | quote }}
{{- else if eq .cache.type "emptyDir" }}
- name: model-cache
  emptyDir: {}
{{- end }}
{{- if $values.shm.enabled }}
- name: shm
  emptyDir:
    medium: Memory
    sizeLimit: {{ $values.shm.sizeLimit }}
{{- end }}
{{- end }}
{{- with $values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
