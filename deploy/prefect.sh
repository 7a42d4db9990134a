#!/bin/sh
# Prefect's server, the deployments and the worker, for `make`, systemd and the container alike.
#
#   deploy/prefect.sh serve     the server and its page, until stopped
#   deploy/prefect.sh deploy    send prefect.yaml to the server that PREFECT_API_URL names
#   deploy/prefect.sh worker    do the runs that are due on this host, until stopped
#
# PREFECT_API_URL and, for Prefect Cloud, PREFECT_API_KEY say which server; PREFECT_HOST and
# PREFECT_PORT where ours listens. Settings of Prefect itself are in prefect.toml.

set -eu
cd "$(dirname "$0")/.."
if [ -d .venv/bin ]; then
    PATH="$PWD/.venv/bin:$PATH"
fi

case "${1:-}" in
serve | deploy | worker) ;;
*)
    echo "usage: deploy/prefect.sh serve | deploy | worker" >&2
    exit 2
    ;;
esac

export DO_NOT_TRACK="${DO_NOT_TRACK:-1}"
export PREFECT_HOME="${PREFECT_HOME:-$PWD/.prefect}"
mkdir -p "$PREFECT_HOME" # Prefect makes the last folder of the path only
port="${PREFECT_PORT:-4200}"
pool=forex-writer

if [ "$1" = serve ]; then
    exec prefect server start --host "${PREFECT_HOST:-127.0.0.1}" --port "$port"
fi

export PREFECT_API_URL="${PREFECT_API_URL:-http://127.0.0.1:$port/api}"

if [ "$1" = deploy ]; then
    export FOREX_HOME="${FOREX_HOME:-$PWD}"
    export GIT_SHA="${GIT_SHA:-$(git describe --always --dirty 2>/dev/null || true)}"
    python -m flows.variables
    prefect work-pool create "$pool" --type process --overwrite > /dev/null
    prefect work-pool set-concurrency-limit "$pool" 1
    exec prefect --no-prompt deploy --all < /dev/null
fi

python -m flows.sweep
exec prefect worker start --pool "$pool" --type process
