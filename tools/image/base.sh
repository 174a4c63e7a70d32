#!/usr/bin/env bash
# Makes the two base images of the image test from this machine's own files, without a registry: what node:24-slim is for building
# (Node.js, npm, a shell) and what any base is for running (Node.js and its libraries, no shell at all).
#   base.sh NODE_BINARY      prints nothing; leaves localhost/sagekeeper-test/build and localhost/sagekeeper-test/runtime
# Needs buildah as root, and npm of this machine.
set -euo pipefail
node=$(realpath "${1:?usage: base.sh NODE_BINARY}")
npm=$(dirname "$(dirname "$(realpath "$(command -v npm)")")")
certificates=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
export BUILDAH_ISOLATION=chroot

# with_libraries ROOT PROGRAM TARGET: the program, and every library that the loader would open for it, at their own paths.
with_libraries() {
  install -D "$2" "$1$3"
  ldd "$2" | grep -o '/[^ ]*' | while read -r library; do
    [ -e "$1$library" ] || install -D "$(realpath "$library")" "$1$library"
  done
}

# image NAME ROOT CONFIG...: one layer with what is in ROOT.
image() {
  local name=$1 root=$2 container; shift 2
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$root" / >/dev/null
  buildah config --env PATH=/usr/local/bin:/usr/bin:/bin "$@" "$container"
  buildah commit --quiet --rm "$container" "localhost/sagekeeper-test/$name" >/dev/null
}

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir -p "$place"/{runtime,build}/{tmp,etc,proc,dev}
chmod 1777 "$place"/{runtime,build}/tmp

with_libraries "$place/runtime" "$node" /usr/local/bin/node
image runtime "$place/runtime"

with_libraries "$place/build" "$node" /usr/local/bin/node
with_libraries "$place/build" /bin/sh /bin/sh
with_libraries "$place/build" /usr/bin/env /usr/bin/env
mkdir -p "$place/build/usr/local/lib/node_modules" "$place/build/etc/ssl/certs"
cp -r "$npm" "$place/build/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$place/build/usr/local/bin/npm"
# The registry may be reached through something that this machine trusts and a published base image does not.
cp -L "$certificates" "$place/build/etc/ssl/certs/ca-certificates.crt"
cp -L /etc/passwd /etc/group /etc/nsswitch.conf "$place/build/etc/"
for library in /lib/*-linux-gnu/libnss_{dns,files}.so.2 /lib/*-linux-gnu/libresolv.so.2; do
  [ ! -e "$library" ] || install -D "$(realpath "$library")" "$place/build$library"
done
image build "$place/build" --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
