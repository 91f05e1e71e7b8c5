#!/usr/bin/env bash
# The steps of apps/serve/Dockerfile where there is no registry of images: in a folder, on this machine's Node, then
# as a user without rights on a root that is read-only. Linux, as root: tools/rehearsal/src/container.sh MODEL PICTURE
set -euo pipefail
model=$(realpath "$1") picture=$(realpath "$2")
work=$(mktemp -d /tmp/gender-container-XXXXXX)
trap 'rm -rf "$work"' EXIT
port=18080

# FROM … AS build
git clone --quiet --depth 1 "file://$(git rev-parse --show-toplevel)" "$work/workspace"
cd "$work/workspace"
export ONNXRUNTIME_NODE_INSTALL=skip
npm ci --no-audit --no-fund
npx nx run-many -t build -p serve
npm prune --omit=dev --no-audit --no-fund

# FROM …: what is copied, and no more
mkdir -p "$work/image/workspace/apps"
cp -a package.json node_modules libs "$work/image/workspace/"
cp -a apps/serve "$work/image/workspace/apps/"
cd "$work"
rm -rf workspace
chmod 755 "$work" "$work/image"
cp "$model" "$work/image/model.h5"
chmod a+r "$work/image/model.h5"
du -sh "$work/image/workspace"

# USER node, read_only, tmpfs /tmp, cap_drop ALL, no-new-privileges
run() {
  # shellcheck disable=SC2016
  unshare --mount --propagation private bash -c '
    mkdir -p /run/gender-image && mount --bind "$0" /run/gender-image
    for place in $(findmnt --noheadings --list --output TARGET); do
      case "$place" in /proc* | /sys* | /dev*) ;; *) mount -o remount,bind,ro "$place" 2>/dev/null || true ;; esac
    done
    mount -t tmpfs tmpfs /tmp
    cd /run/gender-image/workspace
    exec env -i PATH="$PATH" NODE_ENV=production ORT_DISABLE_TELEMETRY=1 GENDER_SERVE_API_KEY=sesame \
      setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
  ' "$work/image" "$@"
}
if run touch /run/gender-image/workspace/written /etc/written /usr/written 2>/dev/null; then
  echo 'the root can be written to'
  exit 1
fi
run node apps/serve/bin/gender-serve.js start --host 127.0.0.1 --port "$port" --faces none ../model.h5 &
server=$!
until curl -sf "http://127.0.0.1:$port/readyz"; do
  kill -0 "$server"
  sleep 1
done
program=$(pgrep -nf "gender-serve.js start --host 127.0.0.1 --port $port")
grep -E '^(Uid|Gid|CapEff|CapBnd|NoNewPrivs)' "/proc/$program/status"
curl -s -o /dev/null -w '\nwithout the key: %{http_code}\n' -F "pictures=@$picture" "http://127.0.0.1:$port/v1/predict"
curl -s -w '\nwith the key: %{http_code}\n' -H 'Authorization: Bearer sesame' -F "pictures=@$picture" "http://127.0.0.1:$port/v1/predict"
kill -TERM "$program"
wait "$server" && echo 'ended by SIGTERM with 0'
