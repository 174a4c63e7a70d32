{{/*
Pulls the desired state. It starts before sagekeeper and goes on beside it; sagekeeper waits for its startup probe, which
succeeds with the first complete pull. What is pulled becomes visible all at once, by the swap of the link `current`.
*/}}
{{- define "sagekeeper.gitSync" -}}
{{- with .Values.desiredState.gitSync -}}
{{- if and .sshSecret .tokenSecret }}
{{- fail "desiredState.gitSync: either sshSecret or tokenSecret" }}
{{- end -}}
- name: git-sync
  image: {{ .image | quote }}
  restartPolicy: Always
  args:
    - --repo={{ required "desiredState.source is gitSync: desiredState.gitSync.repository has to say which" .repository }}
    - --ref={{ .ref }}
    - --root=/git
    - --link=current
    - --period={{ .period }}
    - --depth=1
    - --submodules=off
    # Whoever is reading the state before may finish.
    - --stale-worktree-timeout=10m
    # An outage of the git host ends nothing: the last state stays.
    - --max-failures=-1
    - --http-bind=:9466
    {{- if .sshSecret }}
    - --ssh-key-file=/etc/git-secret/ssh-privatekey
    - --ssh-known-hosts-file=/etc/git-secret/known_hosts
    {{- else if .tokenSecret }}
    - --username={{ .username }}
    - --password-file=/etc/git-secret/token
    {{- end }}
  env:
    - name: HOME
      value: /tmp
  ports:
    - name: git-sync
      containerPort: 9466
      protocol: TCP
  startupProbe:
    httpGet: { path: /, port: git-sync }
    periodSeconds: 2
    timeoutSeconds: 2
    failureThreshold: 90
  resources:
    {{- toYaml .resources | nindent 4 }}
  securityContext:
    # The user that its image knows by name, which SSH insists on.
    runAsUser: 65533
    runAsGroup: 65533
    {{- include "sagekeeper.containerSecurity" $ | nindent 4 }}
  volumeMounts:
    - name: desired-state
      mountPath: /git
    - name: git-tmp
      mountPath: /tmp
    {{- if or .sshSecret .tokenSecret }}
    - name: git-secret
      mountPath: /etc/git-secret
      readOnly: true
    {{- end }}
{{- end -}}
{{- end -}}

{{- define "sagekeeper.gitSyncVolumes" -}}
- name: git-tmp
  emptyDir:
    sizeLimit: 64Mi
{{- with .Values.desiredState.gitSync }}
{{- with .sshSecret | default .tokenSecret }}
- name: git-secret
  secret:
    secretName: {{ . }}
    # Read by the group of the pod; SSH minds that only of keys that are its own user's.
    defaultMode: 0440
{{- end }}
{{- end }}
{{- end -}}
