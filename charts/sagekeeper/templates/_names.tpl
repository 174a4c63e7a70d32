{{/* Of everything; at most 63 characters, because labels and DNS names take no more, and room for what is appended. */}}
{{- define "sagekeeper.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* By which the Deployment, the Service and the policies find the pods: never changes within a release. */}}
{{- define "sagekeeper.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sagekeeper.labels" -}}
{{ include "sagekeeper.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Not those of the selector: the pod of `helm test` is no replica. */}}
{{- define "sagekeeper.testLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 58 | trimSuffix "-" }}-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "sagekeeper.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "sagekeeper.fullname" .) -}}
{{- else -}}
{{- required "serviceAccount.create is false: serviceAccount.name has to say whose it is" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "sagekeeper.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sagekeeper.desiredStateConfigMap" -}}
{{- .Values.desiredState.configMap.name | default (printf "%s-desired-state" (include "sagekeeper.fullname" .)) -}}
{{- end -}}

{{- define "sagekeeper.lease" -}}
{{- .Values.leaderElection.leaseName | default (include "sagekeeper.fullname" .) -}}
{{- end -}}

{{/* The same for every container: what Pod Security calls restricted, and a root that nobody writes to. */}}
{{- define "sagekeeper.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}
