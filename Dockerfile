# What is shipped: Node.js, the bundle, and nothing that installs, compiles or starts anything else. The last stage has no RUN,
# so that its base needs no shell; any image with /usr/local/bin/node (24 or later) will do.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim
ARG RUNTIME_IMAGE=${NODE_IMAGE}

# The bundle is the same on every processor, so it is made on the builder's own, and nothing is emulated.
# hadolint ignore=DL3029
FROM --platform=${BUILDPLATFORM} ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc tsconfig.json ./
# No install scripts: the bundler needs none, and the one of the package `node` would fetch a second Node.js.
RUN ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
COPY scripts/ scripts/
COPY src/ src/
ARG REVISION=unknown
RUN node scripts/bundle.ts --revision "${REVISION}"

FROM ${RUNTIME_IMAGE}
ARG REVISION=unknown
ARG VERSION=unknown
LABEL org.opencontainers.image.title="sagekeeper" \
      org.opencontainers.image.description="Keeps Amazon SageMaker as you declared it, in every account of an AWS Organization" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY LICENSE /opt/sagekeeper/
COPY --from=build /src/dist/package.json /opt/sagekeeper/
COPY --from=build /src/dist/bundle/ /opt/sagekeeper/dist/bundle/
# `kubectl exec ... -- sagekeeper plan`
COPY --chmod=0755 scripts/bundle/sagekeeper.cjs /usr/local/bin/sagekeeper
# A user without an entry in /etc/passwd has no home unless this says where; nothing is written there.
ENV NODE_ENV=production \
    HOME=/opt/sagekeeper \
    SAGEKEEPER_DESIRED_STATE=/desired-state
# A number, so that Kubernetes can see that it is not root; above 10000, so that it is nobody on the node.
USER 65532:65532
EXPOSE 9464/tcp
STOPSIGNAL SIGTERM
# Kubernetes asks by its own probes; this is for everybody else. Within the image: no curl, no shell.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Flags as in package.json, where docs/performance.md says what they are for.
ENTRYPOINT ["node", "--max-semi-space-size=16", "--heap-growing-percent=35", "--enable-source-maps", "/opt/sagekeeper/dist/bundle/main.js"]
CMD ["run"]
